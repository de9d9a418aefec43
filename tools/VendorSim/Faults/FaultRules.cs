using VendorSim.Aurora;
using VendorSim.Population;

namespace VendorSim.Faults;

/// <summary>What a switch may say.</summary>
internal static class FaultRules
{
    public static IReadOnlyList<string> Check(Fault fault)
    {
        var errors = new List<string>();
        if (fault.Vendor != "all" && !VendorNames.TryParse(fault.Vendor, out _))
            errors.Add($"vendor '{fault.Vendor}' is unknown, give aurora, borealis, cygnus or all.");
        if (fault.LatencyMs is not (null or (>= 0 and <= 600_000)))
            errors.Add($"latencyMs {fault.LatencyMs} is out of range, give 0 to 600000.");
        if (fault.ErrorRate is not (null or (>= 0 and <= 1)))
            errors.Add($"errorRate {fault.ErrorRate} is out of range, give 0 to 1.");
        if (fault.Status is not (null or (>= 400 and <= 599)))
            errors.Add($"status {fault.Status} is out of range, give 400 to 599.");
        if (fault.RateLimit is not (null or (>= 0.1 and <= 100_000)))
            errors.Add($"rateLimit {fault.RateLimit} is out of range, give 0.1 to 100000.");
        if (fault.Markup is not null && !AuroraMarkup.Names.Contains(fault.Markup))
            errors.Add($"markup '{fault.Markup}' is unknown, give one of {string.Join(", ", AuroraMarkup.Names)}.");
        if (!(fault.StartSeconds >= 0) || fault.DurationSeconds is not (null or > 0))
            errors.Add("startSeconds must be 0 or more and durationSeconds more than 0.");
        return errors;
    }
}
