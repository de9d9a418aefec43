using System.Text.Json.Nodes;

namespace VectorCare.Bench.Harness;

/// <summary>A macro bench: it measures the system as it runs, and gives figures by name.</summary>
internal interface IBench
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string About { get; }

    /// <summary>Keys that its figures always have.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>Measures.</summary>
    /// <param name="size">How much.</param>
    /// <param name="progress">Where to say how far it is.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>The figures.</returns>
    Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop);
}

/// <summary>How much is measured.</summary>
internal enum BenchSize
{
    /// <summary>The figures that are committed.</summary>
    Full,

    /// <summary>Under 3 minutes.</summary>
    Quick,

    /// <summary>Up to 15 s: shows that the bench runs and has its keys; the figures mean nothing.</summary>
    Smoke,
}
