using System.ComponentModel.DataAnnotations;

namespace VectorCare.Scheduler.Regions;

/// <summary>Section <c>Scheduler:Regions</c>: who polls whose patients. Without <see cref="Own"/> there is one region, which polls everybody and needs no lease.</summary>
public sealed class RegionOptions : IValidatableObject
{
    /// <summary>This region, one of <see cref="All"/>; empty where there is only one. Default empty.</summary>
    public string Own { get; set; } = string.Empty;

    /// <summary>All home regions of patients, the same in every region. Default none.</summary>
    public IReadOnlyList<string> All { get; set; } = [];

    /// <summary>Seconds a lease reaches beyond its renewal, 20 to 240: polls that fall due so long after a region died wait for their next cycle. Default 60.</summary>
    [Range(20, 240)]
    public int TtlSeconds { get; set; } = 60;

    /// <summary>Seconds between renewals, 1 to 60; at most a third of <see cref="TtlSeconds"/>. Default 10.</summary>
    [Range(1, 60)]
    public int RenewSeconds { get; set; } = 10;

    /// <summary>Seconds that another region's lease must be over before it is taken, 1 to 60; more than clocks of regions differ. Default 5.</summary>
    [Range(1, 60)]
    public int TakeAfterSeconds { get; set; } = 5;

    /// <summary>Whether patients are split between regions.</summary>
    internal bool Split => Own.Length > 0;

    internal TimeSpan Ttl => TimeSpan.FromSeconds(TtlSeconds);

    internal TimeSpan Renew => TimeSpan.FromSeconds(RenewSeconds);

    internal TimeSpan TakeAfter => TimeSpan.FromSeconds(TakeAfterSeconds);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Own.Length > 0 && !All.Contains(Own))
            yield return new ValidationResult($"Scheduler:Regions:Own is '{Own}', which is not in Scheduler:Regions:All ({string.Join(", ", All)}).");
        if (Own.Length == 0 && All.Count > 0)
            yield return new ValidationResult("Scheduler:Regions:All is set without Scheduler:Regions:Own: name this region.");
        if (All.Distinct(StringComparer.Ordinal).Count() != All.Count)
            yield return new ValidationResult("Scheduler:Regions:All has a region twice.");
        if (RenewSeconds * 3 > TtlSeconds)
            yield return new ValidationResult($"Scheduler:Regions:RenewSeconds is {RenewSeconds}, more than a third of TtlSeconds ({TtlSeconds}): one slow renewal would lose the lease.");
        if (TtlSeconds + TakeAfterSeconds + RenewSeconds >= Contracts.Slots.Count)
            yield return new ValidationResult("Scheduler:Regions: TtlSeconds, TakeAfterSeconds and RenewSeconds together are a cycle of 300 s or more: patients could stay unpolled for more than two.");
    }
}
