using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Scraper.DeadLetters;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors.Borealis;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Tests.DeadLetters;

public sealed class PollBatchDeadLettersTests
{
    private const string Patient = "3f1c0a52-8a1e-4d0b-9a55-0f8f6b7f1d11";

    [Theory]
    [InlineData(1, "borealis", Patient, 299, "failed")]
    [InlineData(1, "borealis", Patient, 301, "expired")]
    [InlineData(2, "borealis", Patient, 0, "unknown-schema-version")]
    [InlineData(1, "zephyr", Patient, 0, "unknown-vendor")]
    [InlineData(1, "borealis", "patient-17", 0, "malformed")]
    public async Task HandleAsync_Batch_IsCountedByItsReason(int version, string vendor, string patient, int secondsAfterDue, string reason)
    {
        var body = $$$"""
            {"id":"5900000:0:{{{vendor}}}:0","data":{"schemaVersion":{{{version}}},"batchId":"5900000:0:{{{vendor}}}:0","cycle":5900000,"slot":0,"vendor":"{{{vendor}}}",
             "due":"2026-02-05T10:40:00Z","expires":"2026-02-05T10:45:00Z","polls":[{"patient":"{{{patient}}}","clinic":"clinic-01","portalRef":"R1"}]}}
            """;
        Assert.Equal(reason, await CountedAsync(body, secondsAfterDue));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"data":{"schemaVersion":1}}""")]
    public async Task HandleAsync_Nonsense_IsCountedAsMalformed(string body) => Assert.Equal("malformed", await CountedAsync(body, 0));

    [Fact]
    public async Task HandleAsync_FutureVersionOfAnotherShape_IsCountedAsSuch() =>
        Assert.Equal("unknown-schema-version", await CountedAsync("""{"data":{"schemaVersion":7,"wanted":[]}}""", 0));

    private static async Task<object?> CountedAsync(string body, int secondsAfterDue)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 2, 5, 10, 40, 0, TimeSpan.Zero).AddSeconds(secondsAfterDue));
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var counted = new List<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "vectorcare.scraper.dead_letters")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(tags[0].Value));
        var metrics = new ScraperMetrics(meters, TimeProvider.System);
        listener.Start();
        var letters = new PollBatchDeadLetters([new BorealisAdapter(null!, time)], metrics, time, NullLogger<PollBatchDeadLetters>.Instance);
        Assert.Equal(TopicResult.Success, await letters.HandleAsync(new DeadLetter(Encoding.UTF8.GetBytes(body), "e", null)));
        return Assert.Single(counted);
    }
}
