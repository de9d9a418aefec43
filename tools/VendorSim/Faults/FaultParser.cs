using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VendorSim.Faults;

/// <summary>Reads <c>KIND=VENDOR[:VALUE]@START[+DURATION]</c>.</summary>
internal static class FaultParser
{
    private const string Form = "expected KIND=VENDOR[:VALUE]@START[+DURATION], for example vendor-outage=aurora@30s+60s";
    private const string Kinds = "vendor-outage, vendor-abort, vendor-latency, vendor-errors, vendor-rate-limit, session-expiry, markup";

    public static bool TryParse(string text, [NotNullWhen(true)] out Fault? fault, [NotNullWhen(false)] out string? error)
    {
        fault = null;
        var equals = text.IndexOf('=');
        var at = text.LastIndexOf('@');
        if (equals < 1 || at < equals)
        {
            error = $"'{text}' is not understood: {Form}.";
            return false;
        }

        var target = text[(equals + 1)..at];
        var colon = target.IndexOf(':');
        var vendor = colon < 0 ? target : target[..colon];
        var value = colon < 0 ? null : target[(colon + 1)..];
        if (vendor != "all" && !VendorNames.TryParse(vendor, out _))
        {
            error = $"'{text}': vendor '{vendor}' is unknown, give aurora, borealis, cygnus or all.";
            return false;
        }

        var times = text[(at + 1)..].Split('+');
        double? duration = null;
        if (times.Length > 2 || !TrySeconds(times[0], out var start) || (times.Length == 2 && !TryDuration(times[1], out duration)))
        {
            error = $"'{text}': '{text[(at + 1)..]}' is no time, give START[+DURATION] like 30s+2m (ms, s, m, h).";
            return false;
        }

        (fault, error) = OfKind(text, text[..equals], value, new Fault { Vendor = vendor, StartSeconds = start, DurationSeconds = duration });
        error ??= fault is null ? "" : FaultRules.Check(fault) is [var first, ..] ? $"'{text}': {first}" : null;
        if (error is not null)
            fault = null;
        return fault is not null;
    }

    private static (Fault? Fault, string? Error) OfKind(string text, string kind, string? value, Fault fault)
    {
        switch (kind)
        {
            case "vendor-outage" or "vendor-abort" or "session-expiry" when value is not null:
                return (null, $"'{text}': {kind} takes no value, found '{value}'.");
            case "vendor-outage":
                return (fault with { Outage = true }, null);
            case "vendor-abort":
                return (fault with { Abort = true }, null);
            case "session-expiry":
                return (fault with { ExpireSessions = true }, null);
            case "vendor-latency":
                return TrySeconds(value, out var latency) ? (fault with { LatencyMs = latency * 1_000 }, null) : (null, $"'{text}': vendor-latency needs a time like :500ms.");
            case "vendor-rate-limit":
                return Number(value, out var rate) ? (fault with { RateLimit = rate }, null) : (null, $"'{text}': vendor-rate-limit needs requests per second like :5.");
            case "markup":
                return value is not null && AuroraMarkup.Names.Contains(value)
                    ? (fault with { Markup = value }, null)
                    : (null, $"'{text}': markup version '{value}' is unknown, give one of {string.Join(", ", AuroraMarkup.Names)}.");
            case "vendor-errors":
                var parts = (value ?? "").Split('/');
                int status = 500;
                return parts.Length <= 2 && Number(parts[0], out var share) && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out status))
                    ? (fault with { ErrorRate = share, Status = status }, null)
                    : (null, $"'{text}': vendor-errors needs SHARE or SHARE/STATUS like :0.2/502.");
            default:
                return (null, $"'{text}': fault '{kind}' is unknown, give one of {Kinds}.");
        }
    }

    private static bool Number(string? text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static bool TryDuration(string text, out double? seconds)
    {
        var found = TrySeconds(text, out var value);
        seconds = value;
        return found && value > 0;
    }

    private static bool TrySeconds(string? text, out double seconds)
    {
        seconds = 0;
        var (suffix, factor) = text switch
        {
            null => ("", 0d),
            _ when text.EndsWith("ms") => ("ms", 0.001),
            _ when text.EndsWith('s') => ("s", 1),
            _ when text.EndsWith('m') => ("m", 60),
            _ when text.EndsWith('h') => ("h", 3_600),
            _ => ("", 0),
        };
        if (factor == 0 || !Number(text![..^suffix.Length], out var number))
            return false;
        seconds = number * factor;
        return true;
    }
}
