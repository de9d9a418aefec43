using System.Text.Json.Serialization;
using VendorSim.Population;

namespace VendorSim.Faults;

/// <summary>One switch, as posted.</summary>
internal sealed record Fault
{
    /// <summary>aurora, borealis, cygnus or all.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>One clinic, or null for all.</summary>
    public string? Clinic { get; init; }

    /// <summary>One patient, or null for all.</summary>
    public string? PortalRef { get; init; }

    public double? LatencyMs { get; init; }

    /// <summary>Share of requests that fail, 0 to 1.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>Status of those failures; default 500.</summary>
    public int? Status { get; init; }

    public bool Outage { get; init; }

    public bool Abort { get; init; }

    /// <summary>Requests per second and clinic.</summary>
    public double? RateLimit { get; init; }

    public bool ExpireSessions { get; init; }

    public bool RotateCredentials { get; init; }

    public string? Markup { get; init; }

    /// <summary>Seconds from now (from the start, for those of the command line).</summary>
    public double StartSeconds { get; init; }

    /// <summary>Seconds; null lasts until removed.</summary>
    public double? DurationSeconds { get; init; }

    public bool Concerns(Vendor vendor) => Vendor == "all" || Vendor == vendor.Id();
}

/// <summary>A switch with its time.</summary>
internal sealed record ActiveFault(int Id, Fault Fault, DateTimeOffset From, DateTimeOffset? Until)
{
    public bool IsActive(DateTimeOffset now) => now >= From && (Until is null || now < Until);
}

/// <summary>JSON of the switches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(List<ActiveFault>))]
internal sealed partial class FaultJson : JsonSerializerContext;
