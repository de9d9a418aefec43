namespace VectorCare.Ingest.Storage.Upkeep;

/// <summary>Who did what with a patient's data, by pseudonym; kept for <see cref="StorageOptions.AuditYears"/>.</summary>
internal sealed class AuditTrail(Database database, TimeProvider clock)
{
    public Task RecordAsync(string who, string what, Guid? patient, string outcome, CancellationToken cancellationToken) =>
        database.RunAsync("INSERT INTO audit (at, who, what, patient, outcome) VALUES ($1, $2, $3, $4, $5)", cancellationToken, clock.GetUtcNow(), who, what, patient, outcome);
}
