using System.Diagnostics.Metrics;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>Meters that nobody reads.</summary>
internal sealed class TestMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
        // Meters go with the process.
    }
}
