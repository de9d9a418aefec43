using System.ComponentModel.DataAnnotations;

namespace VectorCare.Ingest.Storage;

/// <summary>Section <c>Storage</c>.</summary>
public sealed class StorageOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Storage";

    /// <summary>Where events are kept. Default <see cref="StorageProvider.Sqlite"/>, which is for one replica.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>SQLite file; its folder must exist. Default <c>ingest.db</c> in the working folder.</summary>
    [Required]
    public string Path { get; set; } = "ingest.db";

    /// <summary>Npgsql connection string; required for PostgreSQL.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Events that may wait for a commit, 1 to 100,000; more wait outside, so that the sidecar slows down. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int Queue { get; set; } = 2_000;

    /// <summary>Events in one transaction, 1 to 10,000. Default 500.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 500;

    /// <summary>Age in days from which events are too old, or too far ahead, to be believed, 1 to 365: they go to the dead letter. Ids of batches are remembered as long. Default 30.</summary>
    [Range(1, 365)]
    public int DaysBelieved { get; set; } = 30;

    /// <summary>Years that telemetry is kept, 1 to 100. Default 5.</summary>
    [Range(1, 100)]
    public int TelemetryYears { get; set; } = 5;

    /// <summary>Years that audit records, alerts and connectivity events are kept, 6 to 100. Default 6.</summary>
    [Range(6, 100)]
    public int AuditYears { get; set; } = 6;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult($"{Section}:{nameof(ConnectionString)} is missing; {Section}:{nameof(Provider)} is {Provider}.");
        if (!Enum.IsDefined(Provider))
            yield return new ValidationResult($"{Section}:{nameof(Provider)} '{Provider}' is neither {StorageProvider.Sqlite} nor {StorageProvider.PostgreSql}.");
    }
}

/// <summary>Where events are kept.</summary>
public enum StorageProvider
{
    /// <summary>One file; nothing to install.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer, with TimescaleDB where the extension is there.</summary>
    PostgreSql,
}
