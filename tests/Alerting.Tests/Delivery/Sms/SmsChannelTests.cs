using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Delivery.Sms;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Delivery.Sms;

public sealed class SmsChannelTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Send_RedAlert_ReachesEveryNumberWithoutValuesOrIds()
    {
        _world.Answer = name => new BindingReply(name == "sms" ? DeliveryResult.Accepted : DeliveryResult.Transient, 200, default);
        var clinics = new ClinicOptions { Directory = { ["clinic-01"] = new ClinicEntry { Mail = ["a@clinics.example"], Sms = ["+15550100001", "+15550100002"] } } };
        var now = _world.Time.GetUtcNow();
        await _world.Start(clinics: clinics).TakeAsync(Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddMinutes(-9), rate: 240)], seenAt: now));
        Assert.Equal(["+15550100001", "+15550100002"], _world.Sent.Select(s => s.Metadata["toNumber"]));
        Assert.Equal(2, _world.Sent.Select(s => s.Metadata["fileName"]).Distinct().Count());
        Assert.All(_world.Sent, s =>
        {
            Assert.StartsWith("RED alert VT-01", s.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("240", s.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Build.Patient.ToString("D"), s.Body, StringComparison.Ordinal);
        });
        Assert.Equal("sms", _world.Published.Last(p => p.State == AlertState.Delivered).Channel);
    }

    [Fact]
    public async Task Send_OnePhoneDoesNotAnswer_TheOtherIsEnough()
    {
        var calls = 0;
        _world.Answer = _ => new BindingReply(calls++ == 0 ? DeliveryResult.Transient : DeliveryResult.Accepted, 200, default);
        Assert.Equal(DeliveryResult.Accepted, await new SmsChannel(_world.Start().Providers).SendAsync(Message(AlertSeverity.Red), Route, default, CancellationToken.None));
    }

    [Fact]
    public async Task Send_YellowAlertsAndDigests_AreNotForPhones()
    {
        var channel = new SmsChannel(_world.Start().Providers);
        Assert.Equal(DeliveryResult.Rejected, await channel.SendAsync(Message(AlertSeverity.Yellow), Route, default, CancellationToken.None));
        Assert.Equal(DeliveryResult.Rejected, await channel.SendAsync(new Digest("digest-clinic-01-1", "clinic-01", []), Route, default, CancellationToken.None));
        Assert.Empty(_world.Sent);
        Assert.InRange(SmsChannel.Text(Message(AlertSeverity.Red) with { Title = new string('x', 1000) }).Length, 1, 306);
    }

    private static ClinicChannels Route => new([], null, TimeZoneInfo.Utc) { Sms = ["+15550100001", "+15550100002"] };

    private static AlertMessage Message(AlertSeverity severity) => new("alert-x", "alert-x:0", "VT-01", "1.0.0", "Title", "Why", severity, "clinic-01", "aurora", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, []);
}
