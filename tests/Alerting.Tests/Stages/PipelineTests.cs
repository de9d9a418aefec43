using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Stages;

public sealed class PipelineTests
{
    private const int BatteryStatus = 721280;
    private const int Longevity = 721472;
    private const int HvLeadStatus = 722752;

    private readonly World _world = new();

    private DateTimeOffset Now => _world.Time.GetUtcNow();

    [Fact]
    public async Task Run_VentricularFibrillation_MailsTheClinicAtOnce()
    {
        await _world.Start().TakeAsync(Vf("1"));
        var sent = Assert.Single(_world.Sent);
        Assert.Equal("mail", sent.Binding);
        Assert.Equal(["emailBCC", "emailCC", "emailFrom", "emailTo", "priority", "subject"], sent.Metadata.Keys.Order());
        Assert.Equal(("clinic-01@clinics.example", "1"), (sent.Metadata["emailTo"], sent.Metadata["priority"]));
        Assert.Equal([AlertState.Opened, AlertState.Delivered], _world.Published.Select(p => p.State));
        var delivered = _world.Published.Last();
        Assert.Equal(("VT-01", AlertSeverity.Red, "mail"), (delivered.Rule, delivered.Severity, delivered.Channel));
        Assert.Contains(delivered.DeliveryKey!, sent.Metadata["subject"], StringComparison.Ordinal);
        Assert.Contains("VF", delivered.Evidence[0].Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Run_SecondEventWhileFirstIsOpen_PagesToo()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Vf("1"));
        await replica.TakeAsync(Build.Transmission(Now.AddHours(3), "t2", episodes: [Event("1"), Build.Event("2", EpisodeType.Vt, Now.AddHours(2), shocks: 1)]));
        Assert.Equal(["TX-01", "VT-01", "VT-01"], _world.Alerts().Select(a => a.Rule).Order());
        Assert.Equal(3, _world.KeysSent.Distinct().Count());
    }

    [Fact]
    public async Task Run_SameTransmissionTwice_PagesOnce()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Vf("1"));
        await replica.TakeAsync(Vf("1"));
        await _world.Start().TakeAsync(Vf("1"));
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task Run_Baseline_RedStatesPageYellowOnesWaitOnTheWorklistEventsAreHistory()
    {
        await _world.Start().TakeAsync(Build.Transmission(
            Now, "t1", baseline: true,
            measurements: [Build.Name(BatteryStatus, "RRT"), Build.Number(Longevity, 1, "mo")],
            episodes: [Build.Event("1", EpisodeType.Vf, Now.AddDays(-3), shocks: 1)]));
        Assert.Equal(["BAT-01", "BAT-02"], _world.Alerts().Select(a => a.Rule).Order());
        Assert.Contains("BAT-01", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
        var held = _world.Alerts().Single(a => a.Rule == "BAT-02");
        Assert.Equal((DeliveryPhase.Held, StageReason.EnrolmentWorklist), (held.Phase, held.HeldBecause));
        Assert.Contains(_world.Published, p => p is { Rule: "BAT-02", State: AlertState.Held });
    }

    [Fact]
    public async Task Run_StateClearsAndReturns_OpensTwoEpisodesAndPublishesCleared()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Build.Transmission(Now, "t0", baseline: true));
        await replica.TakeAsync(Build.Transmission(Now.AddDays(1), "t1", measurements: [Build.Name(HvLeadStatus, "Check Lead")]));
        await replica.TakeAsync(Build.Transmission(Now.AddDays(2), "t2", measurements: [Build.Name(HvLeadStatus, "Normal")]));
        await replica.TakeAsync(Build.Transmission(Now.AddDays(3), "t3", measurements: [Build.Name(HvLeadStatus, "Check Lead")]));
        Assert.Equal(2, _world.Alerts().Count());
        Assert.Single(_world.Published, p => p.State == AlertState.Cleared);
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public async Task Run_MailRefuses_WebhookTakesItUnderTheSameKey()
    {
        _world.Answer = name => name == "mail" ? new BindingReply(DeliveryResult.Transient, null, default) : new BindingReply(DeliveryResult.Accepted, 200, default);
        await _world.Start().TakeAsync(Vf("1"));
        var sent = Assert.Single(_world.Sent);
        Assert.Equal(("webhook", "clinics/clinic-01"), (sent.Binding, sent.Metadata["path"]));
        Assert.EndsWith(":0", sent.Metadata["Idempotency-Key"], StringComparison.Ordinal);
        Assert.Equal("webhook", _world.Published.Last().Channel);
    }

    [Fact]
    public async Task Run_EveryChannelRejects_IsUndeliverableAndOperationsAreTold()
    {
        _world.Answer = _ => new BindingReply(DeliveryResult.Rejected, null, default);
        var replica = _world.Start();
        await replica.TakeAsync(Vf("1"));
        Assert.Contains(_world.Published, p => p is { Rule: "VT-01", State: AlertState.Undeliverable });
        Assert.Equal("OPS-03", Assert.Single(_world.File(CaseFile.Operations)!.Alerts).Rule);
        _world.Answer = _ => new BindingReply(DeliveryResult.Accepted, 200, default);
        await replica.SweepForAsync(TimeSpan.FromSeconds(70));
        Assert.Equal(["OPS-03", "VT-01"], _world.Published.Where(p => p.State == AlertState.Delivered).Select(p => p.Rule).Order());
        Assert.Single(_world.Published, p => p is { Rule: "VT-01", State: AlertState.Undeliverable });
    }

    [Fact]
    public async Task Run_ChannelsComeBack_SweepDeliversWithinAMinute()
    {
        _world.Answer = _ => new BindingReply(DeliveryResult.Transient, null, default);
        var replica = _world.Start();
        await replica.TakeAsync(Vf("1"));
        _world.Answer = _ => new BindingReply(DeliveryResult.Accepted, 200, default);
        await replica.SweepForAsync(TimeSpan.FromSeconds(10));
        Assert.Single(_world.Sent);
        Assert.DoesNotContain(_world.Alerts(), a => a.Owed);
    }

    [Fact]
    public async Task Run_ClinicWithoutChannels_ReachesOperations()
    {
        var clinics = new ClinicOptions { Directory = { ["clinic-01"] = new ClinicEntry() } };
        await _world.Start(clinics: clinics).TakeAsync(Vf("1"));
        Assert.Equal("operations@vectorcare.example", Assert.Single(_world.Sent).Metadata["emailTo"]);
    }

    [Fact]
    public async Task Run_VendorOutage_HoldsItsPatientsAndTellsOperationsOnce()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Connectivity(ConnectivityKind.VendorDown, null, 1));
        await replica.TakeAsync(Connectivity(ConnectivityKind.PatientMissing, Build.Patient, 2));
        Assert.Contains("OPS-02", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
        Assert.Equal(StageReason.VendorOutage, _world.Alerts().Single().HeldBecause);

        await replica.TakeAsync(Connectivity(ConnectivityKind.VendorUp, null, 3));
        await replica.SweepForAsync(TimeSpan.FromSeconds(70));
        Assert.Equal(2, _world.Sent.Count);
        Assert.Contains("OPS-01", _world.Sent.Last().Metadata["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RestoredWhileVendorWasOut_IsNeverSent()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Connectivity(ConnectivityKind.VendorDown, null, 1));
        await replica.TakeAsync(Connectivity(ConnectivityKind.PatientMissing, Build.Patient, 2));
        await replica.TakeAsync(Connectivity(ConnectivityKind.VendorUp, null, 3));
        await replica.TakeAsync(Connectivity(ConnectivityKind.PatientRestored, Build.Patient, 3));
        await replica.SweepForAsync(TimeSpan.FromMinutes(3));
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task Run_SilenceOfTenDays_OpensTheConnectivityAlertBySweep()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Connectivity(ConnectivityKind.PatientMissing, Build.Patient, 2));
        _world.Time.Advance(TimeSpan.FromDays(10));
        await replica.SweepForAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["CON-01", "OPS-01"], _world.Alerts().Select(a => a.Rule).Order());
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public async Task Run_LateTransmission_IsJudgedAtItsDeviceTime()
    {
        var replica = _world.Start();
        await replica.TakeAsync(Build.Transmission(Now, "t0", baseline: true));
        await replica.TakeAsync(Build.Transmission(Now.AddDays(3), "t3", measurements: [Build.Name(HvLeadStatus, "Check Lead")]));
        await replica.TakeAsync(Build.Transmission(Now.AddDays(1), "t1", measurements: [Build.Name(HvLeadStatus, "Check Lead")]));
        Assert.Single(_world.Sent);
        await replica.TakeAsync(Build.Transmission(Now.AddDays(2), "t2", measurements: [Build.Name(HvLeadStatus, "Normal")]));
        Assert.Equal(2, _world.Alerts().Count());
        Assert.Single(_world.Alerts(), a => a.ClearedAt is null);
    }

    private static DeviceEpisode EventAt(string id, DateTimeOffset at) => Build.Event(id, EpisodeType.Vf, at);

    private DeviceEpisode Event(string id) => EventAt(id, Now.AddHours(-1));

    private Transmission Vf(string id) => Build.Transmission(Now, "t" + id, episodes: [Event(id)], seenAt: Now);

    private ConnectivityEvent Connectivity(ConnectivityKind kind, Guid? patient, long cycle) => new(
        1, $"{patient}:{kind}:{cycle}", kind, "aurora", patient, patient is null ? null : "clinic-01", cycle, Now.AddSeconds(cycle - 10), Now.AddSeconds(cycle - 11), 3, 3, 12, "timeout");
}
