using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Storage;

public sealed class CapacityPageTests
{
    private readonly string _page = File.ReadAllText(RepositoryPaths.At("docs", "operations", "capacity.md"));
    private readonly JsonNode _figures = JsonNode.Parse(File.ReadAllText(RepositoryPaths.At("bench", "results", "storage.json")))!["storage"]!;

    [Theory]
    [InlineData(30_000)]
    [InlineData(100_000)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public void Projection_FollowsFromTheMeasuredBytes(int patients)
    {
        var (polls, bytes, rare) = (patients * 288.0, Figure("bytes_per_poll"), Figure("projected_tb_5y_published_rate"));

        Assert.Contains(Text($"| {patients:N0} | {polls / 1e6:N1} M | {polls * bytes / 1e9:N2} | {polls * bytes * 365.25 * 5 / 1e12:N2} | {rare * patients / 300_000:N2} |"), _page, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_AreThoseOfTheBench()
    {
        string[] expected =
        [
            Text($"{Figure("patients"):N0} patients, {Figure("polls"):N0} polls in {Figure("days")} days, {Figure("new_share") * 100:F0} %"),
            Text($"1 % new | {Figure("bytes_per_poll")} |"),
            Text($"content hash only | {Figure("bytes_per_poll_polls_only")} |"),
            Text($"keys and ids | {Figure("bytes_per_transmission")} |"),
            Text($"of the same rows | {Figure("ratio")} |"),
            Text($"against the same | {Figure("staging_ratio")} |"),
            Text($"raw page | {Figure("transmissions_per_s"):N0} |"),
            Text($"p99, over {Figure("measurements") / 1e6:F1} M measurements | {Figure("latest_p99_ms")} ms"),
            Text($"timeline, p99 | {Figure("timeline_p99_ms")} ms"),
            Text($"packed a second | {Figure("pack_polls_per_s"):N0} |"),
        ];

        Assert.All(expected, line => Assert.Contains(line, _page, StringComparison.Ordinal));
    }

    [Fact]
    public void SteadyState_IsThatOfTheBench()
    {
        var steady = JsonNode.Parse(File.ReadAllText(RepositoryPaths.At("bench", "results", "storage-steady.json")))!["storage-steady"]!;
        double Steady(string key) => steady[key]!.GetValue<double>();

        Assert.Contains(Text($"without raw pages | {Steady("ingest_core_share") * 100:F1} % of a core"), _page, StringComparison.Ordinal);
        Assert.Contains(Text($"at the same | {Steady("database_core_share") * 100:F1} % of a core"), _page, StringComparison.Ordinal);
        Assert.Contains(Text($"{Steady("memory_events"):N0} events, and after a fifth of them | {Steady("memory_mb_at_end")} MB, {Steady("memory_mb_at_fifth")} MB"), _page, StringComparison.Ordinal);
    }

    private double Figure(string key) => _figures[key]!.GetValue<double>();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
