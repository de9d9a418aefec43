using CsCheck;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Episodes;

public sealed class OrderTests
{
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DeviceEpisode> GenEvent =
        from id in Gen.Int[1, 30]
        from type in Gen.Int[0, 3].Select(i => (EpisodeType)(i switch { 0 => EpisodeType.Vt, 1 => EpisodeType.Vf, 2 => EpisodeType.AtAf, _ => EpisodeType.Nsvt }))
        select Build.Event($"{id}", type, Start.AddHours((id * 13) - 5), 100, 165 + (id % 5 * 9), type == EpisodeType.Vf ? 1 : null);

    private static readonly Gen<Transmission> GenTransmission =
        from hour in Gen.Int[0, 400]
        from baseline in Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true)))
        from device in Gen.Frequency((9, Gen.Const("a")), (1, Gen.Const("b")))
        from battery in Gen.Int[0, 2].Select(i => i == 0 ? "RRT" : "MOS")
        from impedance in Gen.Double[150, 900]
        from burden in Gen.Double[0, 60]
        from shocks in Gen.Int[0, 3]
        from events in GenEvent.Array[0, 3]
        select Build.Transmission(
            Start.AddHours(hour), $"t{hour}", baseline, device,
            [Build.Name(721280, battery), Build.Number(722433, impedance, "Ohm"), Build.Number(737696, burden, "%"), Build.Number(737840, shocks, "1")],
            events);

    [Fact]
    public void AnyOrder_OnTwoReplicasWithDuplicates_GivesTheSameEpisodes() =>
        Gen.Select(Unique(GenTransmission.Array[1, 14]), Gen.Int).Sample(
            (transmissions, seed) =>
            {
                var wanted = Shown(new World(), transmissions, transmissions);
                var random = new Random(seed);
                var shuffled = transmissions.Concat(transmissions).OrderBy(_ => random.Next()).ToArray();
                var half = shuffled.Length / 2;
                Assert.Equal(wanted, Shown(new World(), shuffled[..half], shuffled[half..]));
            },
            iter: 200);

    [Fact]
    public void AnyOrder_EveryEpisodeThatIsNew_HasExactlyOneDeliveredAlert() =>
        Gen.Select(Unique(GenTransmission.Array[1, 12]), Gen.Int).Sample(
            (transmissions, seed) =>
            {
                var random = new Random(seed);
                var world = new World();
                Take(world, transmissions.OrderBy(_ => random.Next()).ToArray(), []);
                var file = world.File(Build.Patient.ToString("D"))!;
                var episodes = Read(file.Chart()).Where(e => e.Origin != EpisodeOrigin.History).ToArray();
                foreach (var rule in episodes.GroupBy(e => (e.Rule.Id, e.Channel)))
                {
                    var alerts = file.Alerts.Count(a => a.Rule == rule.Key.Id && a.Lead == rule.Key.Channel);
                    Assert.True(alerts >= rule.Count(), $"{rule.Key.Id}: {rule.Count()} episodes, {alerts} alerts.");
                }

                Assert.Equal(world.KeysSent.Count(), world.KeysSent.Distinct().Count());
                Assert.All(file.Alerts.Where(a => a.Severity == AlertSeverity.Red), a => Assert.Equal(Alerting.Files.DeliveryPhase.Delivered, a.Phase));
            },
            iter: 200);

    [Fact]
    public async Task DeviceChange_AtTheInstantOfAStorm_GivesTwoAlertsWithTheirOwnIds()
    {
        var world = new World();
        var replica = world.Start();
        var storm = Start.AddHours(40);
        await replica.TakeAsync(Build.Transmission(Start, "t0", device: "a"));
        await replica.TakeAsync(Build.Transmission(
            storm, "t1", device: "b", episodes: [.. Enumerable.Range(0, 3).Select(i => Build.Event($"{i}", EpisodeType.Vt, storm.AddHours(-i)))]));
        Assert.Equal(2, world.Alerts().Count(a => a.Rule == "VT-02"));
        Assert.Equal(world.KeysSent.Count(), world.KeysSent.Distinct().Count());
    }

    [Fact]
    public void AnyOrder_ThresholdsAndClinicsChange_JudgesEachEventByWhatWasInForceAtItsTime() =>
        Gen.Select(Unique(GenTransmission.Array[1, 14]), Gen.Bool.Array[401], Gen.Int).Sample(
            (plain, moved, seed) =>
            {
                Transmission[] transmissions = [.. plain.Select(t => t with { Baseline = false, Clinic = moved[(int)(t.SessionTime - Start).TotalHours] ? "clinic-02" : "clinic-01" })];
                var random = new Random(seed);
                var shuffled = transmissions.Concat(transmissions).OrderBy(_ => random.Next()).ToArray();
                var half = shuffled.Length / 2;
                Assert.Equal(Shown(new World(), transmissions, [], Changing), Shown(new World(), shuffled[..half], shuffled[half..], Changing));
                var world = new World();
                Take(world, shuffled, [], Changing);
                var wanted = transmissions.OrderBy(t => t.SessionTime).SelectMany(t => t.Episodes.Select(e => (Key: Chart.KeyOf(t.Device.Key, e.Id), Episode: e)))
                    .GroupBy(e => e.Key, (_, told) => told.Last())
                    .Where(e => e.Episode.Type is EpisodeType.Vf || (e.Episode.Type is EpisodeType.Vt && e.Episode.VentricularRateBpm > RateInForce(ClinicAt(transmissions, e.Episode.Start), e.Episode.Start)))
                    .Select(e => e.Key).Order();
                var found = Read(world.File(Build.Patient.ToString("D"))!.Chart(), Changing).Where(e => e.Rule.Id == "VT-01");
                Assert.Equal(wanted, found.Select(e => e.Key).Order());
                Assert.All(found, e => Assert.Contains(world.Alerts(), a => a.Key == e.Key));
            },
            iter: 200);

    private static readonly ThresholdOptions Changing = new()
    {
        Clinics = new()
        {
            ["clinic-01"] = Of("VT-01", "rate", (100, 195), (250, null)),
            ["clinic-02"] = Of("LED-01", "low", (60, 300), (180, 150)),
        },
        Patients = new() { [Build.Patient.ToString("D")] = Of("VT-01", "rate", (200, 200), (300, 170)) },
    };

    private static Dictionary<string, Dictionary<string, ThresholdChange[]>> Of(string rule, string key, params (int Hour, double? Value)[] changes) =>
        new() { [rule] = new() { [key] = [.. changes.Select(c => new ThresholdChange { From = Start.AddHours(c.Hour), Value = c.Value })] } };

    private static string ClinicAt(Transmission[] transmissions, DateTimeOffset at)
    {
        var sorted = transmissions.OrderBy(t => t.SessionTime).ToArray();
        return (sorted.LastOrDefault(t => t.SessionTime <= at) ?? sorted[0]).Clinic!;
    }

    private static double RateInForce(string clinic, DateTimeOffset at) => (at - Start).TotalHours switch
    {
        >= 300 => 170,
        >= 200 => 200,
        >= 100 when clinic == "clinic-01" => 195,
        _ => 180,
    };

    private static Gen<Transmission[]> Unique(Gen<Transmission[]> gen) => gen.Select(ts => ts.DistinctBy(t => t.EventId).ToArray());

    private static string[] Shown(World world, Transmission[] first, Transmission[] second, ThresholdOptions? thresholds = null)
    {
        Take(world, first, second, thresholds);
        var file = world.File(Build.Patient.ToString("D"))!;
        return [.. Read(file.Chart(), thresholds).Select(e => $"{e.Rule.Id} {e.Key} {e.Channel} {e.Start:u} {e.Cleared:u} {e.Origin}").Order()];
    }

    private static void Take(World world, Transmission[] first, Transmission[] second, ThresholdOptions? thresholds = null)
    {
        var (a, b) = (world.Start(thresholds: thresholds), world.Start(thresholds: thresholds));
        Task.WhenAll(
            Task.Run(async () =>
            {
                foreach (var t in first)
                    await a.TakeAsync(t);
            }),
            Task.Run(async () =>
            {
                foreach (var t in second)
                    await b.TakeAsync(t);
            })).GetAwaiter().GetResult();
    }

    private static List<Episode> Read(Chart chart, ThresholdOptions? thresholds = null) =>
        new EpisodeReader(World.Catalogue).Read(
            chart, new ThresholdBook(World.Catalogue, Options.Create(thresholds ?? new ThresholdOptions())).For(chart, null, Build.Patient.ToString("D")), [], Start.AddDays(30));
}
