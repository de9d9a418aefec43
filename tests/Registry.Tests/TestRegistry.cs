using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Registry.Import;
using VectorCare.Registry.Members;
using VectorCare.Registry.Summary;
using VectorCare.Registry.Tests.Members;

namespace VectorCare.Registry.Tests;

/// <summary>The registry's parts over state in memory.</summary>
internal sealed class TestRegistry : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public TestRegistry(RegistryOptions? options = null)
    {
        var settings = Options.Create(options ?? new RegistryOptions { Vendors = ["aurora", "borealis", "cygnus"] });
        var writer = new SlotWriter(Store, Events);
        Importer = new Importer(writer, new RegistryMetrics(_metrics.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), Clock, settings);
        Desk = new PatientDesk(Store, writer, Clock, settings);
        Summary = new SummaryReader(Store);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 29, 0, 59, 58, TimeSpan.Zero));

    public FakeSlotStore Store { get; } = new();

    public FakePublisher Events { get; } = new();

    public Importer Importer { get; }

    public PatientDesk Desk { get; }

    public SummaryReader Summary { get; }

    public async Task<ImportResult> ImportAsync(string csv, bool keepGood = false)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        return await Importer.ImportAsync(stream, keepGood, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _metrics.Dispose();
}
