using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Rules.Loading;
using VectorCare.Alerting.Stages;
using VectorCare.Bench.Fleet;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Fleet;

/// <summary>Messages that others wrote, from the portal to the alerts: what a reader of the messages would expect, and nothing else. Each story begins with a transmission that tells nothing, its baseline.</summary>
public sealed class MessageStoryTests
{
    private static readonly string? Folder = RepositoryPaths.Shared("fixtures", "idco-hl7v2");

    /// <summary>Stories with what they tell: message, rule, severity.</summary>
    public static TheoryData<string, string[]> Stories => new()
    {
        {
            // Tachycardia without a stated rate counts; the counters of shocks go 0, 0, 0, 1, 0, 0, 0, 1; only the last message says what an episode's pacing was.
            "vt-step",
            [
                "vt-step-9: VT-01 Red", "vt-step-15: VT-01 Red", "vt-step-16: VT-01 Red", "vt-step-16: TX-01 Red", "vt-step-18-1: VT-01 Red",
                "vt-step-20: VT-01 Red", "vt-step-20: TX-01 Red", "vt-step-20: TX-03 Yellow",
            ]
        },
        { "af-scenario", ["af-scenario: AT-02 Yellow"] },
        { "af-scenario-1", ["af-scenario-1: AT-02 Yellow"] },
        {
            // 5 shocks and pacing in an SVT, pacing in the first AT/AF, 330 Ω in the shock coil whose status is "Check Lead", 80 % biventricular pacing. 3,000 Ω in the right ventricle are still within.
            "full-crt-d",
            [
                "full-crt-d: TX-01 Red", "full-crt-d: TX-03 Yellow", "full-crt-d: TX-03 Yellow", "full-crt-d: AT-02 Yellow", "full-crt-d: LED-02 Red",
                "full-crt-d: LED-06 Yellow", "full-crt-d: CRT-01 Yellow",
            ]
        },
        { "secura-dr", ["secura-dr: LED-06 Yellow"] },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Story_PolledAndJudged_GivesTheEpisodesAReaderExpects(string name, string[] expected)
    {
        Assert.SkipWhen(Folder is null, "The message files are not on this machine.");
        var stop = TestContext.Current.CancellationToken;
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var clock = new FleetClock(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var portals = await FleetPortals.StartAsync(new FleetPlan(3, 1, 1, Messages: Folder), clock, [], stop);
        var alerting = new FleetAlerting(RuleLoader.LoadEmbedded(), services.GetRequiredService<IMeterFactory>());
        var story = portals.Stories.All.Single(s => s.PortalRef == "hl7-" + name);
        var target = new PollTarget(story.Patient, story.Clinic, story.PortalRef);

        var alerts = new List<string>();
        foreach (var message in story.Messages)
        {
            clock.Now = Slots.NextDue(Slots.Of(story.Patient), message.AppearsAt);
            var poll = await portals.PollAsync("cygnus", target, stop);
            var (opened, _) = await alerting.TakeAsync(new Arrival(story.Patient.ToString("D"), Assert.Single(poll.New)), clock.Now, stop);
            alerts.AddRange(opened.Select(a => $"{message.Id}: {a.Rule} {a.Severity}{(a.Origin == EpisodeOrigin.New ? "" : $" ({a.Origin})")}"));
        }

        Assert.Equal(string.Join(" | ", expected.Order()), string.Join(" | ", alerts.Order()));
    }
}
