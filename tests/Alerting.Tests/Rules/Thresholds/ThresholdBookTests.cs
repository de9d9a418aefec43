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
            options.Clinics["clinic-01"] = new() { ["VT-01"] = new() { ["rate"] = c } };
        if (patient is { } p)
            options.Patients[Build.Patient.ToString("D")] = new() { ["VT-01"] = new() { ["rate"] = p } };
        var now = _world.Time.GetUtcNow();
        await _world.Start(thresholds: options).TakeAsync(Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vt, now, rate: rate)]));
        Assert.Equal(pages, _world.Alerts().Any());
        if (pages)
            Assert.Contains(patient is null ? "(clinic)" : "(patient)", _world.Alerts().Single().Evidence[1].Limit, StringComparison.Ordinal);
    }
}
