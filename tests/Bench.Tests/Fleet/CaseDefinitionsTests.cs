using VectorCare.Bench.Fleet;
using VendorSim.Population;
using Span = VectorCare.Bench.Fleet.Span;

namespace VectorCare.Bench.Tests.Fleet;

public sealed class CaseDefinitionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(90);
    private static readonly SimPatient Patient = Enumerable.Range(0, 100).Select(i => SimPatient.Create(1, i, 3)).First(p => p.Device.Family == DeviceFamily.Icd);

    private ulong _key;

    [Fact]
    public void Storm_ThreeTachycardiasWithinTwoDays_IsOneUntilTwoDaysPassWithoutAny()
    {
        double[] hours = [240, 250, 260, 270, 300, 320, 400, 410, 420];

        var storms = Findings([], [.. hours.Select(h => Tell(h, EventKind.Vt, ("ventricularRate", 170)))]).Where(f => f.Rule == "VT-02");

        Assert.Equal([260, 420], storms.Select(f => Hours(f.Onset)));
    }

    [Fact]
    public void Tachycardia_WithPacingAndAFailedShock_IsAFindingOfEach() =>
        Assert.Equal(
            ["TX-01", "TX-02", "TX-03", "VT-01"],
            Findings([], Tell(240, EventKind.Vt, ("ventricularRate", 200), ("shocks", 1), ("atp", 3), ("successful", 0))).Select(f => f.Rule).Order());

    [Fact]
    public void Asynchronous_LeftOn_IsKnownWhenADayIsOverAndEndsWithItsRestoration()
    {
        var finding = Assert.Single(Findings([], Tell(240, EventKind.AsyncMode), Tell(280, EventKind.ModeRestored)));

        Assert.Equal(("DEV-02", 240, 264, 280), (finding.Rule, Hours(finding.Onset), Hours(finding.Appeared), Hours(finding.Over!.Value)));
    }

    [Fact]
    public void Asynchronous_ForAScan_IsNone() =>
        Assert.Empty(Findings([], Tell(240, EventKind.AsyncMode), Tell(246, EventKind.ModeRestored)));

    [Fact]
    public void Unlisted_ForMoreThanTenDays_IsSilence()
    {
        Span[] unlisted = [new(Start.AddDays(10), Start.AddDays(15)), new(Start.AddDays(30), Start.AddDays(45))];

        var finding = Assert.Single(Findings(unlisted));

        Assert.Equal(("CON-01", 40 * 24, 45 * 24), (finding.Rule, Hours(finding.Appeared), Hours(finding.Over!.Value)));
    }

    [Fact]
    public void Report_WhileUnlisted_IsToldWhenThePatientIsBack()
    {
        var finding = Assert.Single(Findings([new(Start.AddDays(10), Start.AddDays(12))], Tell(250, EventKind.TherapiesOff)));

        Assert.Equal(("TX-04", 12 * 24), (finding.Rule, Hours(finding.Appeared)));
    }

    [Fact]
    public void State_OverBeforeItCouldBeTold_IsNotToBeFound() =>
        Assert.Empty(Findings([new(Start.AddDays(10), Start.AddDays(12))], Tell(250, EventKind.TherapiesOff), Tell(260, EventKind.TherapiesOn)));

    private static double Hours(DateTimeOffset at) => Math.Floor((at - Start).TotalHours);

    private IReadOnlyList<ExpectedFinding> Findings(Span[] unlisted, params Report[] reports) =>
        new CaseDefinitions(Patient, unlisted, End).Of([Tell(-240, EventKind.Baseline), .. reports]);

    private Report Tell(double hours, EventKind kind, params (string Name, double Value)[] values)
    {
        var at = Start.AddHours(hours);
        return new Report
        {
            Key = ++_key,
            Reason = ReportReason.DeviceAlert,
            SessionTime = at.AddMinutes(1),
            AppearsAt = at.AddMinutes(5),
            Battery = new BatteryReading("MOS", 2.9, 60, 60, 8),
            Leads = [null, null, null],
            ShockLead = null,
            Therapy = null,
            Statistics = new StatisticsReading(0, 70, null, null, null, null),
            PacingMode = null,
            LowerRate = null,
            Episodes = [],
            Alerts = [],
            Events = [new PhysicalEvent(_key, kind, at, at.AddMinutes(1), at.AddMinutes(5), values.ToDictionary(v => v.Name, v => v.Value))],
        };
    }
}
