using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Scheduler.DeadLetters;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Summary;
using VectorCare.Scheduler.Tests.Membership;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scheduler.Tests.DeadLetters;

public sealed class SlotVersionDeadLettersTests
{
    [Theory]
    [InlineData("""{"id":"e","data":{"schemaVersion":1,"slot":42,"version":1,"hash":"h"}}""", "failed")]
    [InlineData("""{"id":"e","data":{"schemaVersion":9,"slot":42,"version":1,"hash":"h"}}""", "unknown-schema-version")]
    [InlineData("""{"id":"e","data":{"schemaVersion":1,"slot":300,"version":1,"hash":"h"}}""", "unknown-slot")]
    [InlineData("""{"id":"e","data":{"schemaVersion":1,"slot":"forty"}}""", "malformed")]
    [InlineData("nonsense", "malformed")]
    public async Task HandleAsync_Announcement_IsCountedAndMadeUpFor(string body, string reason)
    {
        var clock = new FakeTimeProvider();
        var table = new SlotTable(new DueLedger(clock, 300));
        var slots = new FakeSlots();
        slots.Write(42, 1, MembershipSyncTests.Member(1));
        var sync = new MembershipSync(slots, table, clock, Options.Create(new SchedulerOptions()), NullLogger<MembershipSync>.Instance);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var metrics = new SchedulerMetrics(meters);
        var counted = new List<object?>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(tags[0].Value));
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "vectorcare.scheduler.dead_letters")
                l.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        var letters = new SlotVersionDeadLetters(sync, metrics, NullLogger<SlotVersionDeadLetters>.Instance);

        Assert.Equal(TopicResult.Success, await letters.HandleAsync(new DeadLetter(Encoding.UTF8.GetBytes(body), "e", null), TestContext.Current.CancellationToken));

        Assert.Equal(reason, Assert.Single(counted));
        Assert.Equal(1, table[42].Version);
    }
}
