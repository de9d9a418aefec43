using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

public sealed class FirstAlertTests
{
    [Fact]
    public async Task Run_VtOnThePortal_ReachesTheMailboxWithinAMinuteOfThePoll()
    {
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 30, Clinics = 3, RateScale = 0.001 });
        var from = await world.ImportAsync(world.Population);
        await world.PollAsync([.. world.Population], from, 1);
        var baseline = world.Mails().Count;
        var patient = world.Population.First(l => l.Contains(",aurora,", StringComparison.Ordinal)).Split(',');

        await world.InjectAsync(patient[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
        var now = world.Time.Clock.GetUtcNow();
        await world.PollAsync([.. world.Population], now, 1);
        bool Arrived(string rule) => world.Mails().Any(m => m.Contains(rule, StringComparison.Ordinal) && m.Contains(patient[0], StringComparison.Ordinal));
        await world.MailedAsync(() => Arrived("VT-01"), TimeSpan.FromMinutes(1));

        Assert.True(world.Time.Clock.GetUtcNow() - from < TimeSpan.FromMinutes(12));
        var mails = world.Mails().Skip(baseline).ToList();
        Assert.DoesNotContain(mails, m => m.Contains(patient[3], StringComparison.Ordinal));
        Assert.Equal(0, world.Polls.Read(null, null).Duplicated);
        Assert.InRange(await world.RawPagesAsync(patient[0]), 2, 4);
    }

    [Fact]
    public async Task Endpoints_OfEveryService_NameWhoMayCall()
    {
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 3, Clinics = 1 });

        var endpoints = world.Services.SelectMany(EndpointAccessList.Of).ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, e => Assert.True(e.Access is "anonymous" or "sidecar" || e.Access.StartsWith("roles ", StringComparison.Ordinal), e.ToString()));
        // A link of a mail carries a signature of its own.
        Assert.Equal([Routes.Live, "/l/{token}", Routes.Ready], endpoints.Where(e => e.Access == "anonymous").Select(e => e.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.All(endpoints.Where(e => e.Path.StartsWith("/events/", StringComparison.Ordinal) || e.Path.StartsWith("/dead-letters/", StringComparison.Ordinal) || e.Path.StartsWith("/job/", StringComparison.Ordinal)), e => Assert.Equal("sidecar", e.Access));
    }
}
