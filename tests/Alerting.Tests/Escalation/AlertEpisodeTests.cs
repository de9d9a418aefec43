using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Escalation;

public sealed class AlertEpisodeTests
{
    private const int ShockImpedance = 722624;

    private static readonly string Subject = Build.Patient.ToString("D");
    private static readonly Dictionary<string, string?> Days = new()
    {
        ["Alerting:Escalation:Rungs:0:To"] = "Clinic",
        ["Alerting:Escalation:Rungs:0:Pages"] = "2",
        ["Alerting:Escalation:Rungs:0:EveryMinutes"] = "1440",
        ["Alerting:Escalation:Rungs:1:To"] = "OnCall",
        ["Alerting:Escalation:Rungs:1:EveryMinutes"] = "1440",
        ["Alerting:Escalation:Rungs:2:To"] = "Fallback",
        ["Alerting:Escalation:Rungs:2:EveryMinutes"] = "1440",
    };

    [Fact]
    public async Task Run_NobodyAnswersForDays_PagesEveryRungThenTellsOperations()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        for (var step = 1; step < 4; step++)
        {
            world.Time.Clock.Advance(TimeSpan.FromDays(1));
            await world.DeliveredAsync(alert, step);
        }

        world.Time.Clock.Advance(TimeSpan.FromDays(1));
        await LiveWorld.UntilAsync(async () => await world.OutcomeAsync(alert) == "given-up");
        await LiveWorld.UntilAsync(() => world.Mails.Count == 5);
        Assert.Equal(
            ["clinic-01@clinics.example", "clinic-01@clinics.example", "clinic-01-on-call@clinics.example", "clinic-01-fallback@clinics.example", "operations@vectorcare.example"],
            world.Mails.Select(m => m.To));
        Assert.Equal(Enumerable.Range(0, 4).Select(s => $"{alert}:{s}"), world.Mails.Take(4).Select(m => m.Key));
        Assert.Contains("OPS-05", world.Mails[4].Text, StringComparison.Ordinal);
        Assert.NotNull((await world.FileAsync(Subject)).Alerts.Single().GivenUpAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_AcknowledgedAtAPage_PagesNobodyAnyMore(int at)
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        for (var step = 1; step <= at; step++)
        {
            world.Time.Clock.Advance(TimeSpan.FromDays(1));
            await world.DeliveredAsync(alert, step);
        }

        await world.AcknowledgeAsync(alert);
        await LiveWorld.UntilAsync(async () => await world.OutcomeAsync(alert) == "acknowledged");
        world.Time.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(at + 1, world.Mails.Count);
    }

    [Fact]
    public async Task Run_AcknowledgedByTheLinkOfTheMail_PagesNobodyAnyMore()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        await world.PressAsync(world.Mails.Single().Text);
        await LiveWorld.UntilAsync(async () => await world.OutcomeAsync(alert) == "acknowledged");
        world.Time.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Single(world.Mails);
    }

    [Fact]
    public async Task Run_SnoozedWhileItRuns_PagesOnceItIsOverAndNotBefore()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        var until = world.Time.Clock.GetUtcNow().AddHours(20);
        await world.SnoozeAsync(alert, until);
        await LiveWorld.UntilAsync(async () => (await world.FileAsync(Subject)).Alerts.Single().SnoozedUntil == until);
        Assert.Single(world.Mails);
        world.Time.Clock.Advance(TimeSpan.FromHours(19));
        Assert.Equal((1, "Running"), (world.Mails.Count, await world.OutcomeAsync(alert)));
        // The rung's own wait of a day goes on from the first page.
        world.Time.Clock.Advance(TimeSpan.FromHours(6));
        await world.DeliveredAsync(alert, 1);
        Assert.Equal([$"{alert}:0", $"{alert}:1"], world.Mails.Select(m => m.Key));
    }

    [Fact]
    public async Task Run_ConditionClears_EndsTheEpisode()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var start = world.Time.Clock.GetUtcNow();
        await world.TakeAsync(Build.Transmission(start.AddDays(-2), "t0", baseline: true));
        await world.TakeAsync(Build.Transmission(start.AddDays(-1), "t1", measurements: [Build.Number(ShockImpedance, 15, "Ohm")]));
        var alert = (await world.FileAsync(Subject)).Alerts.Single().Id;
        await world.DeliveredAsync(alert, 0);
        Assert.Equal("Running", await world.OutcomeAsync(alert));
        await world.TakeAsync(Build.Transmission(start, "t2", measurements: [Build.Number(ShockImpedance, 60, "Ohm")]));
        await LiveWorld.UntilAsync(async () => await world.OutcomeAsync(alert) == "cleared");
        Assert.Single(world.Mails);
    }

    [Fact]
    public async Task Run_EventWithoutAReason_ChangesNothing()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        await world.Workflows.RaiseEventAsync(alert, "CHANGED");
        world.Time.Clock.Advance(TimeSpan.FromDays(1));
        await world.DeliveredAsync(alert, 1);
        Assert.Equal(2, world.Mails.Count);
    }

    [Fact]
    public async Task Run_ServiceAndSidecarRestart_GoesOnWithTheNextPage()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        await world.KillServiceAsync();
        await world.StopHostAsync();
        world.Time.Clock.Advance(TimeSpan.FromHours(25));
        await world.StartHostAsync();
        await world.StartServiceAsync();
        await world.DeliveredAsync(alert, 1);
        Assert.Equal([$"{alert}:0", $"{alert}:1"], world.Mails.Select(m => m.Key));
    }

    [Fact]
    public async Task Run_YellowAlert_StartsNoWorkflow()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var now = world.Time.Clock.GetUtcNow();
        await world.TakeAsync(Build.Transmission(now.AddDays(-1), "t0", baseline: true));
        await world.TakeAsync(Build.Transmission(now, "t1", measurements: [Build.Name(722752, "Check Lead")]));
        var alert = (await world.FileAsync(Subject)).Alerts.Single();
        Assert.Equal(AlertSeverity.Yellow, alert.Severity);
        Assert.Null(await world.OutcomeAsync(alert.Id));
    }

    [Fact]
    public async Task History_OfAnEpisode_HoldsIdsOnly()
    {
        await using var world = await LiveWorld.StartAsync(Days);
        var alert = await world.PageAsync();
        var state = await world.Workflows.GetWorkflowStateAsync(alert);
        Assert.Equal(alert, state.ReadInputAs<Alerting.Escalation.PageStep>()!.AlertId);
        await world.KillServiceAsync();
        await world.StopHostAsync();
        var stored = System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(world.WorkflowFile));
        Assert.Contains(alert, stored, StringComparison.Ordinal);
        Assert.All(["clinic-01", "device-1", "Polaris", "aurora", "Evidence"], text => Assert.DoesNotContain(text, stored, StringComparison.OrdinalIgnoreCase));
    }
}
