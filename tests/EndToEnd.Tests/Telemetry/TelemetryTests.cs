using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VendorSim;

namespace VectorCare.EndToEnd.Tests.Telemetry;

// Sources are those of the process: what one of these tests samples, the others would see sampled, too.
[Collection("telemetry")]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Run_OneAlert_ExportsEveryMetricThatIsAskedForAndNoPatient()
    {
        var counters = new List<Counter<long>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument is Counter<long> counter && instrument.Meter.Name.StartsWith("VectorCare.", StringComparison.Ordinal))
                    counters.Add(counter);
            },
        };
        listener.Start();
        await using var zipkin = await SpanSink.StartAsync();
        await using var world = await VectorCareWorld.StartAsync(
            new VendorSimOptions { Patients = 12, Clinics = 2, RateScale = 0.001 },
            settings: new Dictionary<string, string?> { ["Telemetry:Prometheus"] = "true", ["Telemetry:SamplingRatio"] = "1", ["Telemetry:Zipkin"] = zipkin.Url });
        await AlertAsync(world);

        // A counter that nothing moved is not exported yet; the name is what counts here.
        counters.ForEach(c => c.Add(0));
        string[] scrapes;
        HashSet<string> exported;
        var attempts = 100;
        do
        {
            // The mail is there before its delivery is counted; each scrape lets time pass.
            scrapes = await Task.WhenAll(Apps.Select(async a => await (await world.WaitAsync(world.SendAsync(new HttpRequestMessage(HttpMethod.Get, world.Url(a, "/metrics")), role: null))).Content.ReadAsStringAsync()));
            exported = scrapes.SelectMany(s => s.Split('\n')).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('{', ' ')[0]).ToHashSet(StringComparer.Ordinal);
        }
        while (QuerySources.Faults(QuerySources.All, exported).Any() && --attempts > 0);

        foreach (var service in world.Services)
            service.Services.GetRequiredService<TracerProvider>().ForceFlush();

        Assert.True(QuerySources.Faults(QuerySources.All, exported).ToList() is { Count: 0 }, string.Join(Environment.NewLine, QuerySources.Faults(QuerySources.All, exported)));
        Assert.NotEmpty(QuerySources.All);
        var spans = zipkin.Text;
        Assert.Contains("discovery transmission", spans, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("judge transmission", spans, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in world.Population.SelectMany(l => l.Split(',') is var cells ? [cells[0], cells[3]] : Array.Empty<string>()))
        {
            Assert.DoesNotContain(secret, spans, StringComparison.OrdinalIgnoreCase);
            Assert.All(scrapes, s => Assert.DoesNotContain(secret, s, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Faults_AQueryForAMetricThatIsGone_NamesFileAndMetric() =>
        Assert.Equal(
            ["operations.json: no service exports vectorcare_gone_total (sum by (vendor) (rate(vectorcare_gone_total{a=\"b\"}[5m] offset 1d)) / vector(1))"],
            QuerySources.Faults([("operations.json", "sum by (vendor) (rate(vectorcare_gone_total{a=\"b\"}[5m] offset 1d)) / vector(1)")], new HashSet<string>()));

    private static IEnumerable<string> Apps => [AppIds.Registry, AppIds.Scheduler, AppIds.Scraper, AppIds.Ingest, AppIds.Alerting];

    private static async Task AlertAsync(VectorCareWorld world)
    {
        var from = await world.ImportAsync(world.Population);
        await world.PollAsync([.. world.Population], from, 1);
        var patient = world.Population[0].Split(',');
        await world.InjectAsync(patient[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
        await world.PollAsync([.. world.Population], world.Time.Clock.GetUtcNow(), 1);
        await world.MailedAsync(() => world.Mails().Any(m => m.Contains("VT-01", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));
    }
}
