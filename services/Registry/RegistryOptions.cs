using System.ComponentModel.DataAnnotations;

namespace VectorCare.Registry;

/// <summary>Section <c>Registry</c>.</summary>
public sealed class RegistryOptions : IValidatableObject
{
    /// <summary>Vendors that patients can be registered with. Default aurora, borealis, cygnus.</summary>
    public IReadOnlyList<string> Vendors { get; set; } = [];

    /// <summary>Home regions of patients, the same in every region; imports then need the column <c>region</c>. Default none: there is one region.</summary>
    public IReadOnlyList<string> Regions { get; set; } = [];

    /// <summary>Seconds from the beginning of a write to the first instant of its new members, so that every scheduler replica knows them by then, 0 to 300; imports add a second per 10,000 lines. Default 20.</summary>
    [Range(0, 300)]
    public int LeadSeconds { get; set; } = 20;

    /// <summary>Slots written at the same time, 1 to 64. Default 8.</summary>
    [Range(1, 64)]
    public int WriteParallelism { get; set; } = 8;

    /// <summary>Slots written before their versions are announced, 1 to 300. Default 30.</summary>
    [Range(1, 300)]
    public int SlotsPerWave { get; set; } = 30;

    /// <summary>Errors an import answers with; all are counted, 1 to 100,000. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxReportedErrors { get; set; } = 1000;

    /// <summary>Longest import in bytes, 1,024 to 1 GiB. Default 256 MiB, some 2,500,000 patients.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long MaxImportBytes { get; set; } = 256 * 1024 * 1024;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Vendors.Count == 0)
            yield return new ValidationResult("Registry:Vendors is empty: name at least one vendor.");
        foreach (var vendor in Vendors.Where(v => !Import.Identifiers.IsId(v)))
            yield return new ValidationResult($"Registry:Vendors has '{vendor}', which is not {Import.Identifiers.Form}.");
        foreach (var region in Regions.Where(r => !Import.Identifiers.IsId(r)))
            yield return new ValidationResult($"Registry:Regions has '{region}', which is not {Import.Identifiers.Form}.");
    }
}
