namespace VectorCare.Ingest.Export;

/// <summary>Section <c>Export</c>.</summary>
public sealed class ExportOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Export";

    /// <summary>Folder that the data team reads; it must be writable. Default null: nothing is exported.</summary>
    public string? Folder { get; set; }
}
