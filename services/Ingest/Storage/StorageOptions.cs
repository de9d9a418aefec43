using System.ComponentModel.DataAnnotations;

namespace VectorCare.Ingest.Storage;

/// <summary>Section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Storage";

    /// <summary>SQLite file; its folder must exist. Default <c>ingest.db</c> in the working folder.</summary>
    [Required]
    public string Path { get; set; } = "ingest.db";

    /// <summary>Events that may wait for a commit, 1 to 100,000; more wait outside, so that the sidecar slows down. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int Queue { get; set; } = 2_000;

    /// <summary>Events in one transaction, 1 to 10,000. Default 500.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 500;
}
