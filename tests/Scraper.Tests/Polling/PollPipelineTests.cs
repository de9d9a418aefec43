using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.Tests.Harness;
using VectorCare.ServiceDefaults.Events;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Polling;

public sealed class PollPipelineTests
{
    [Fact]
    public async Task Handle_ExpiredBatch_CountsEveryPollAsExpiredAndAsksNobody()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var batch = harness.Batch("cygnus", harness.Patients(Vendor.Cygnus));
        harness.NextCycle();

        Assert.Equal(TopicResult.Success, await harness.DeliverAsync(batch));

        var outcomes = Assert.Single(harness.Publisher.Of<PollOutcomes>());
        Assert.All(outcomes.Polls, p => Assert.Equal((PollOutcome.Expired, 300_000), (p.Outcome, p.LatenessMs)));
        Assert.Equal(batch.Polls.Count, outcomes.Polls.Count);
        Assert.Equal(0, harness.Sidecar.Requests);
        Assert.Equal(batch.BatchId + ":outcomes", harness.Publisher.Acknowledged[0].Id);
    }

    [Fact]
    public async Task Handle_DeliveredTwice_PublishesTheSameOutcomesWithoutAskingAgain()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var batch = harness.Batch("borealis", harness.Patients(Vendor.Borealis));
        await harness.DeliverAsync(batch);
        var (requests, states) = (harness.Sidecar.Requests, harness.Store.Patients.ToDictionary());

        harness.Restart();
        Assert.Equal(TopicResult.Success, await harness.DeliverAsync(batch));

        Assert.Equal(requests, harness.Sidecar.Requests);
        Assert.Equal(states, harness.Store.Patients);
        Assert.Single(harness.Publisher.Distinct<PollOutcomes>());
        Assert.Equal(2, harness.Publisher.Of<PollOutcomes>().Count);
        Assert.Equal(batch.Polls.Count, harness.Publisher.Of<Transmission>().Count);
    }

    [Fact]
    public async Task Handle_UnknownVendor_IsDropped()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var result = await harness.DeliverAsync(harness.Batch("zephyr", harness.Patients(Vendor.Cygnus)));
        Assert.Equal(TopicResult.Drop("unknown-vendor"), result);
        Assert.Empty(harness.Publisher.Acknowledged);
    }

    [Theory]
    [InlineData(nameof(PollStep.TransmissionPublished), 1)]
    [InlineData(nameof(PollStep.TransmissionPublished), 3)]
    [InlineData(nameof(PollStep.JournalWritten), 1)]
    [InlineData(nameof(PollStep.OutcomesPublished), 1)]
    [InlineData(nameof(PollStep.StatesWritten), 1)]
    public async Task Handle_CutOffAtAnyStep_LosesNothingAndDoublesNothing(string step, int occurrence)
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Borealis);
        await harness.PollAsync("borealis", patients);
        foreach (var patient in patients.Take(5))
            await harness.InjectAsync(patient, """{"kind":"atAf","values":{"duration":400},"appearAfterSeconds":0}""");
        harness.NextCycle();
        var before = harness.Store.Patients.ToDictionary();
        var batch = harness.Batch("borealis", patients);
        var cut = new CutAt(Enum.Parse<PollStep>(step), occurrence);
        harness.Restart(cut);

        await Assert.ThrowsAsync<ProcessCutException>(() => harness.DeliverAsync(batch));

        // Whatever is remembered by now stands for something acknowledged.
        Assert.True(cut.Happened);
        foreach (var (patient, (state, _)) in harness.Store.Patients)
        {
            if (state.Watermark != before[patient].State.Watermark)
                Assert.Contains(harness.Publisher.Of<Transmission>(), t => t.Patient == patient && !t.Baseline);
        }

        harness.Restart();
        Assert.Equal(TopicResult.Success, await harness.DeliverAsync(batch));
        Assert.Equal(5, harness.Publisher.Distinct<Transmission>().Count(t => !t.Baseline));
        var outcomes = Assert.Single(harness.Publisher.Distinct<PollOutcomes>(), o => o.Cycle == batch.Cycle);
        Assert.Equal(5, outcomes.Polls.Count(p => p.Outcome == PollOutcome.New));

        harness.NextCycle();
        Assert.All(await harness.PollAsync("borealis", patients), r => Assert.Equal(PollOutcome.Unchanged, r.Outcome));
    }

    [Fact]
    public async Task Handle_CutOffAfterAMissingEvent_SaysItOnceUnderOneId()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var lost = harness.Patients(Vendor.Cygnus)[0] with { PortalRef = "GONE" };
        await harness.PollAsync("cygnus", lost);
        harness.NextCycle();
        await harness.PollAsync("cygnus", lost);
        harness.NextCycle();
        var batch = harness.Batch("cygnus", [lost]);
        harness.Restart(new CutAt(PollStep.ConnectivityPublished));
        await Assert.ThrowsAsync<ProcessCutException>(() => harness.DeliverAsync(batch));
        Assert.False(harness.Store.Patients[lost.Patient].State.Missing);

        harness.Restart();
        await harness.DeliverAsync(batch);
        harness.NextCycle();
        await harness.PollAsync("cygnus", lost);

        var missing = Assert.Single(harness.Publisher.Distinct<ConnectivityEvent>());
        Assert.Equal((ConnectivityKind.PatientMissing, 3, 3, "unknown-patient"), (missing.Kind, missing.ConsecutiveMisses, missing.MissesInWindow, missing.Reason));
        Assert.Equal(Slots.Due(batch.Cycle - 2, 0), missing.Since);
        Assert.True(harness.Store.Patients[lost.Patient].State.Missing);
    }

    [Fact]
    public async Task Handle_PatientBackAgain_IsRestoredOnce()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patient = harness.Patients(Vendor.Cygnus)[0];
        for (var i = 0; i < 4; i++)
        {
            await harness.PollAsync("cygnus", patient with { PortalRef = "GONE" });
            harness.NextCycle();
        }

        for (var i = 0; i < 3; i++)
        {
            await harness.PollAsync("cygnus", patient);
            harness.NextCycle();
        }

        Assert.Equal([ConnectivityKind.PatientMissing, ConnectivityKind.PatientRestored], harness.Publisher.Of<ConnectivityEvent>().Select(e => e.Kind));
    }

    [Fact]
    public async Task Handle_PubSubAway_GivesTheBatchBackAndRemembersNothing()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var batch = harness.Batch("cygnus", harness.Patients(Vendor.Cygnus));
        harness.Publisher.Refuses = (_, _) => true;
        Assert.Equal(TopicStatus.Retry, (await harness.DeliverAsync(batch)).Status);
        Assert.Empty(harness.Store.Patients);

        harness.Publisher.Refuses = (topic, _) => topic == Topics.PollOutcomes;
        Assert.Equal(TopicStatus.Retry, (await harness.DeliverAsync(batch)).Status);
        Assert.Empty(harness.Store.Patients);
        var requests = harness.Sidecar.Requests;

        harness.Publisher.Refuses = (_, _) => false;
        Assert.Equal(TopicResult.Success, await harness.DeliverAsync(batch));
        Assert.Equal(requests, harness.Sidecar.Requests);
        Assert.Equal(batch.Polls.Count, harness.Store.Patients.Count);
    }

    [Fact]
    public async Task Handle_StateOrSidecarAway_GivesTheBatchBack()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var batch = harness.Batch("cygnus", harness.Patients(Vendor.Cygnus));
        harness.Store.IsAway = true;
        Assert.Equal(TopicStatus.Retry, (await harness.DeliverAsync(batch)).Status);
        harness.Store.IsAway = false;
        harness.Sidecar.Answers = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        Assert.Equal(TopicStatus.Retry, (await harness.DeliverAsync(batch)).Status);
        Assert.Empty(harness.Publisher.Acknowledged);
    }

    [Fact]
    public async Task Handle_LostStateStore_FloodsNobody()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora);
        await harness.PollAsync("aurora", patients);
        harness.Store.Patients.Clear();
        harness.NextCycle();

        await harness.PollAsync("aurora", patients);

        Assert.All(harness.Publisher.Of<Transmission>(), t => Assert.True(t.Baseline));
        Assert.Equal(patients.Count, harness.Publisher.Distinct<Transmission>().Count);
    }

    [Fact]
    public async Task Handle_PatientsTakenOverFromAnotherRegion_TakesWhatThatOneMayNotHaveSeenForNews()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Aurora);
        var newFrom = harness.Time.GetUtcNow() - TimeSpan.FromSeconds(660);
        await harness.InjectAsync(patients[0], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");

        await harness.PollAsync("aurora", [.. patients.Select(p => p with { NewFrom = newFrom })]);

        Assert.Equal([patients[0].Patient], harness.Publisher.Of<Transmission>().Where(t => !t.Baseline).Select(t => t.Patient).Distinct());
        Assert.Equal(patients.Count, harness.Publisher.Of<Transmission>().Where(t => t.Baseline).Select(t => t.Patient).Distinct().Count());
    }

    [Fact]
    public async Task Handle_MoreNewPatientsThanAdmitted_PollsTheRestLater()
    {
        await using var harness = await ScraperHarness.StartAsync();
        var patients = harness.Patients(Vendor.Cygnus);
        harness.Restart(options: o => o.NewPatientsPerSecond = 5);

        var first = await harness.PollAsync("cygnus", patients);
        Assert.Equal(5, first.Count(r => r.Outcome == PollOutcome.New));
        Assert.Equal(patients.Count - 5, first.Count(r => r.Reason == "not-yet-admitted" && r.Requests == 0));
        harness.NextCycle();
        var second = await harness.PollAsync("cygnus", patients);
        Assert.Equal(5, second.Count(r => r.Outcome == PollOutcome.New));
        Assert.Empty(harness.Publisher.Of<ConnectivityEvent>());
    }
}
