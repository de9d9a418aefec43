using System.Text.RegularExpressions;

namespace Conventions.Tests;

/// <summary>Workflow code is run again from its start with what happened so far: it may decide by nothing else.</summary>
public sealed partial class WorkflowCodeTests
{
    private static readonly IReadOnlyList<SourceFile> Files = [.. SourceFiles.All.Where(f => f.Path.EndsWith(".workflow.cs", StringComparison.Ordinal))];

    [Fact]
    public void WorkflowFiles_Anywhere_UseNothingThatDiffersAtReplay() =>
        Assert.Empty(Files.SelectMany(f => f.Lines.Index().Where(l => IsForbidden(l.Item)).Select(l => $"{f.Path}:{l.Index + 1}: {l.Item.Trim()}")));

    [Fact]
    public void Workflows_Production_StandInWorkflowFiles() =>
        Assert.Empty(SourceFiles.Production.Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal) && !Files.Contains(f) && f.Lines.Any(l => Derived().IsMatch(l))).Select(f => f.Path));

    [Theory]
    [InlineData("var now = clock.GetUtcNow();")]
    [InlineData("private readonly TimeProvider _clock;")]
    [InlineData("if (DateTime.UtcNow > due)")]
    [InlineData("var watch = Stopwatch.StartNew();")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("var id = Guid.CreateVersion7();")]
    [InlineData("var n = Random.Shared.Next(3);")]
    [InlineData("var n = RandomNumberGenerator.GetInt32(3);")]
    [InlineData("await Task.Delay(wait);")]
    [InlineData("await Task.Run(() => 1);")]
    [InlineData("await context.CreateTimer(wait).ConfigureAwait(false);")]
    [InlineData("var text = File.ReadAllText(path);")]
    [InlineData("private readonly HttpClient _http;")]
    [InlineData("internal sealed class Episode(DaprClient dapr) : Workflow<int, int>")]
    [InlineData("var name = Environment.MachineName;")]
    [InlineData("lock (_gate)")]
    public void Line_ThatDiffersAtReplay_IsFound(string line) => Assert.True(IsForbidden(line));

    [Theory]
    [InlineData("var id = context.NewGuid();")]
    [InlineData("var now = context.CurrentUtcDateTime;")]
    [InlineData("await context.CreateTimer(TimeSpan.FromHours(1));")]
    [InlineData("/// <summary>Never Guid.NewGuid here.</summary>")]
    [InlineData("await Task.WhenAll(a, b);")]
    public void Line_ThatIsTheSameAtReplay_IsLeftAlone(string line) => Assert.False(IsForbidden(line));

    private static bool IsForbidden(string line) => !Comment().IsMatch(line) && Forbidden().IsMatch(line);

    [GeneratedRegex(@"\b(TimeProvider|Stopwatch|Random|RandomNumberGenerator|Environment|Process|Thread|ThreadPool|Timer|PeriodicTimer|SemaphoreSlim|File|Directory|FileStream|Console|Socket|HttpClient|IHttpClientFactory|DaprClient|DaprWorkflowClient|NpgsqlConnection|Parallel|Interlocked|Volatile)\b|\bGetUtcNow\b|\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bGuid\.(NewGuid|CreateVersion7)\b|(?<!context)\.NewGuid\(|\bTask\.(Run|Delay|Factory|Yield)\b|\.ConfigureAwait\(|\block \(|\.ContinueWith\(")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^\s*//")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bclass \w+.*: Workflow<")]
    private static partial Regex Derived();
}
