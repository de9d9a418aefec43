using Microsoft.Extensions.Options;
using VectorCare.Ingest.Storage.Raw;

namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>Drops what is older than its time; patients under legal hold keep theirs.</summary>
internal sealed class Retention(Database database, TimeProvider clock, IOptions<StorageOptions> options)
{
    /// <summary>Days that stay beside their packed form while late rows of them may still come.</summary>
    private const int MeasurementDays = 3;

    /// <summary>Drops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var believed = StorageDay.Of(now) - options.Value.DaysBelieved - 1;
        await database.DropBeforeAsync("measurements", ofPatients: false, StorageDay.Of(now) - MeasurementDays, cancellationToken);
        await database.DropIdsBeforeAsync(believed, cancellationToken);
        var telemetry = StorageDay.Of(now.AddYears(-options.Value.TelemetryYears));
        foreach (var table in (string[])["poll_batches", "poll_days", "transmissions", "transmission_days"])
            await database.DropBeforeAsync(table, ofPatients: table != "poll_batches", telemetry, cancellationToken);
        // Later pages are read against a reference that is up to this much older.
        await database.DropBeforeAsync("raw", ofPatients: true, telemetry - RawStore.ReferenceDays, cancellationToken);
        var audit = now.AddYears(-options.Value.AuditYears);
        foreach (var table in (string[])["alerts", "connectivity", "audit"])
            await database.RunAsync($"DELETE FROM {table} WHERE at < $1 AND (patient IS NULL OR patient NOT IN (SELECT patient FROM legal_holds))", cancellationToken, audit);
        await database.RunAsync("DELETE FROM dead_letters WHERE received_at < $1", cancellationToken, audit);
    }
}
