using System.Text.Json.Nodes;

namespace VectorCare.EndToEnd.Tests.Program;

/// <summary>The program with a fault of a vendor, and the summary it writes.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly ProgramFolder _folder;

    public FaultTests()
    {
        ProgramRun.SkipUnlessPossible();
        _folder = new ProgramFolder();
    }

    public void Dispose() => _folder?.Dispose();

    [Fact]
    public async Task Run_VendorOutage_IsSeenAtThatVendorOnlyAndLosesNoPoll()
    {
        await using var run = new ProgramRun(_folder, $"--patients 300 --speed 5 --for 22s --fault vendor-outage=aurora@30s+60s --summary {_folder.At("summary.json")}");
        await run.ExitAsync(TimeSpan.FromMinutes(2));

        var summary = JsonNode.Parse(await File.ReadAllTextAsync(_folder.At("summary.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal((0L, 0L, "vendor-outage=aurora@30s+60s"), ((long)summary["polls_lost"]!, (long)summary["polls_duplicated"]!, (string?)summary["faults"]![0]));
        Assert.InRange((double)summary["lateness_p99_ms"]!, 1, 60_000);
        var outcomes = summary["outcomes"]!.AsObject();
        Assert.Contains(outcomes["aurora"]!.AsObject(), o => o.Key is "Missed" or "VendorDown");
        Assert.All(["borealis", "cygnus"], vendor => Assert.DoesNotContain(outcomes[vendor]!.AsObject(), o => o.Key is "Missed" or "VendorDown"));
        await run.GoneAsync();
    }
}
