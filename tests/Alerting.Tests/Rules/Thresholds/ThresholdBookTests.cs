using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Rules.Thresholds;

public sealed class ThresholdBookTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(175, null, null, false)]
    [InlineData(175, 170.0, null, true)]
    [InlineData(175, 170.0, 190.0, false)]
    [InlineData(195, 200.0, 190.0, true)]
    [InlineData(185, null, 190.0, false)]
    public async Task For_PatientOverClinicOverDefault_Decides(double rate, double? clinic, double? patient, bool pages)
    {
        var options = new ThresholdOptions();
        if (clinic is { } c)
            options.Clinics["clinic-01"] = Rate((Start, c));
        if (patient is { } p)
            options.Patients[Build.Patient.ToString("D")] = Rate((Start, p));
        var now = _world.Time.GetUtcNow();
        await _world.Start(thresholds: options).TakeAsync(Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vt, now, rate: rate)]));
        Assert.Equal(pages, _world.Alerts().Any());
        if (pages)
            Assert.Contains(patient is null ? "(clinic)" : "(patient)", _world.Alerts().Single().Evidence[1].Limit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_ThresholdLoweredToday_PagesNothingOlderThanItself()
    {
        var now = _world.Time.GetUtcNow();
        var options = new ThresholdOptions { Clinics = new() { ["clinic-01"] = Rate((now.AddDays(-1), 170)) } };
        await _world.Start().TakeAsync(Build.Transmission(now.AddDays(-3), "t1", episodes: [Build.Event("1", EpisodeType.Vt, now.AddDays(-3), rate: 175)]));
        Assert.Empty(_world.Alerts());

        // The service starts again with the new limit; one event came before it, one late from before it, one after it.
        await _world.Start(thresholds: options).TakeAsync(Build.Transmission(
            now, "t2", episodes: [Build.Event("2", EpisodeType.Vt, now.AddDays(-2), rate: 175), Build.Event("3", EpisodeType.Vt, now.AddHours(-1), rate: 175)]));
        Assert.Equal(now.AddHours(-1), Assert.Single(_world.Alerts()).Start);
    }

    [Theory]
    [InlineData(24, null, null, 24)]
    [InlineData(24, 10, 12.0, 12)]
    [InlineData(24, 18, 12.0, 18)]
    [InlineData(24, 10, 48.0, 48)]
    [InlineData(24, 30, 48.0, 24)]
    public void FirstOver_ThresholdChangesMeanwhile_IsWhenItIsFirstPassed(double limit, int? changedAt, double? to, long expected)
    {
        const long Hour = 3_600_000;
        var parts = new List<(long, ThresholdSet)> { (long.MinValue, new ThresholdSet([limit], [ThresholdLevel.Default])) };
        if (changedAt is { } at)
            parts.Add((at * Hour, new ThresholdSet([to!.Value], [ThresholdLevel.Clinic])));
        Assert.Equal(expected, new ThresholdTimeline(parts).FirstOver(0, Hour, since: 0, at: 0) / Hour);
    }

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Dictionary<string, Dictionary<string, ThresholdChange[]>> Rate(params (DateTimeOffset From, double Value)[] changes) =>
        new() { ["VT-01"] = new() { ["rate"] = [.. changes.Select(c => new ThresholdChange { From = c.From, Value = c.Value })] } };
}
