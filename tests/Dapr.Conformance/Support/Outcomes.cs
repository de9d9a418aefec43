using System.Collections.Concurrent;
using Dapr.Conformance.Playing;
using Dapr.Conformance.Support;

[assembly: AssemblyFixture(typeof(Outcomes))]

namespace Dapr.Conformance.Support;

/// <summary>What became of each recording in this run. With <c>VECTORCARE_WRITE_DOCS=1</c> the table of docs/localdapr.md is written from it after the last test.</summary>
public sealed class Outcomes : IDisposable
{
    /// <summary>Set to 1 to write the table anew.</summary>
    public const string Write = "VECTORCARE_WRITE_DOCS";

    private static readonly ConcurrentDictionary<string, ExceptionGroup> Seen = new(StringComparer.Ordinal);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(Write) == "1")
            SupportTable.Write(SupportTable.Create(c => Seen.TryGetValue(c.Name, out var outcome) ? outcome : ExceptionGroup.NotRun));
    }

    internal static void Add(ConformanceCase recording, ExceptionGroup outcome) => Seen[recording.Name] = outcome;
}
