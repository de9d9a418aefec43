using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VectorCare.Alerting.Escalation;

/// <summary>Who is paged.</summary>
internal enum Audience
{
    /// <summary>The clinic's own people.</summary>
    Clinic,

    /// <summary>Whoever is on call.</summary>
    OnCall,

    /// <summary>The clinic's last resort.</summary>
    Fallback,
}

/// <summary>How red alerts escalate until somebody acknowledges them, section <c>Alerting:Escalation</c>.</summary>
internal sealed class EscalationOptions
{
    /// <summary>Rungs in their order; empty: the clinic twice, who is on call three times, every 5 minutes, then the fallback three times, every 15 minutes.</summary>
    [ValidateEnumeratedItems]
    public List<Rung> Rungs { get; init; } = [];
}

/// <summary>A rung.</summary>
internal sealed class Rung
{
    /// <summary>Who is paged.</summary>
    public Audience To { get; init; }

    /// <summary>Number of pages, 1 to 20. Each begins with another channel.</summary>
    [Range(1, 20)]
    public int Pages { get; init; } = 1;

    /// <summary>Wait for an acknowledgement after each page, in minutes, 1 to 1440.</summary>
    [Range(1, 1440)]
    public int EveryMinutes { get; init; } = 5;
}

/// <summary>Checks the rungs; every problem is told.</summary>
[OptionsValidator]
internal sealed partial class EscalationOptionsValidator : IValidateOptions<EscalationOptions>;
