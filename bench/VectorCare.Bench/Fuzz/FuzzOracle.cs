using System.Diagnostics;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Bench.Fuzz;

/// <summary>What a page came to that breaks a promise.</summary>
/// <param name="Target">The reader.</param>
/// <param name="What">The broken promise.</param>
/// <param name="Body">The page.</param>
/// <param name="Patient">Whom it was read for.</param>
internal sealed record FuzzFinding(string Target, string What, byte[] Body, FuzzPatient Patient);

/// <summary>What every reader promises of every page: an outcome and never an exception, in bounded time and memory, nothing of another patient, and no value where there is none.</summary>
internal sealed class FuzzOracle(FuzzTarget target)
{
    /// <summary>Longest time for a page, and most bytes that reading it may allocate: so many, and so many for each of its bytes.</summary>
    public const int LongestMs = 1_000, MostBytes = 32 * 1024 * 1024, MostBytesPerByte = 512;

    private static readonly FuzzPatient Nobody = new("NOBODY-00", "clinic-none");

    /// <summary>Longest time of a page so far, in ms.</summary>
    public double SlowestMs { get; private set; }

    /// <summary>Most bytes that a page took so far.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Reads a page.</summary>
    /// <param name="body">The page.</param>
    /// <param name="patient">Whom it is read for.</param>
    /// <param name="whole">What the page said before a value was taken away from it; null where it was changed otherwise.</param>
    /// <returns>What it came to, and the promise that it breaks or null.</returns>
    public (ParsedPage? Page, string? Broken) Judge(byte[] body, FuzzPatient patient, ParsedPage? whole = null)
    {
        try
        {
            var page = Measure(body, patient, out var ms, out var bytes);
            SlowestMs = Math.Max(SlowestMs, ms);
            PeakBytes = Math.Max(PeakBytes, bytes);
            if (ms > LongestMs)
                return (page, $"took {ms:F0} ms");
            if (bytes > MostBytes + ((long)body.Length * MostBytesPerByte))
                return (page, $"allocated {bytes} bytes for {body.Length}");
            if (page.Outcome is not null)
                return (page, page.Transmissions.Count > 0 ? "refused, with values" : string.IsNullOrEmpty(page.Reason) ? "refused without a reason" : null);
            if (target.NamesPatient && target.Read(body, Nobody).Outcome is null)
                return (page, "believed for somebody whom it does not name");
            return (page, whole is null ? null : Invented(page, whole));
        }
        catch (Exception error)
        {
            return (null, $"{error.GetType().Name}: {error.StackTrace?.Split('\n')[0].Trim()}");
        }
    }

    /// <summary>The fastest of up to four readings: a machine that is busy elsewhere is no finding.</summary>
    private ParsedPage Measure(byte[] body, FuzzPatient patient, out double ms, out long bytes)
    {
        (ms, bytes) = (double.MaxValue, 0);
        for (var attempt = 0; ; attempt++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var page = target.Read(body, patient);
            ms = Math.Min(ms, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (ms <= LongestMs || attempt == 3)
                return page;
        }
    }

    private static string? Invented(ParsedPage page, ParsedPage whole)
    {
        var values = whole.Transmissions.SelectMany(t => t.Measurements).Select(Key).ToHashSet();
        if (page.Transmissions.SelectMany(t => t.Measurements).Select(Key).FirstOrDefault(k => !values.Contains(k)) is { Code: not 0 } invented)
            return $"a value of {invented.Code} that the page does not have";
        var episodes = whole.Transmissions.SelectMany(t => t.Episodes).ToLookup(e => e.Id);
        return page.Transmissions.SelectMany(t => t.Episodes).Any(e => !episodes[e.Id].Any(w => Keeps(e.DurationSeconds, w.DurationSeconds) && Keeps(e.VentricularRateBpm, w.VentricularRateBpm) && Keeps(e.AtrialRateBpm, w.AtrialRateBpm) && Keeps(e.ShocksDelivered, w.ShocksDelivered) && Keeps(e.AtpDelivered, w.AtpDelivered)))
            ? "a number of an episode that the page does not have"
            : null;
    }

    private static (int Code, string? Channel, string? Group, double? Value, string? Enum) Key(Measurement m) => (m.Code, m.Channel, m.Group, m.Value, m.Enum);

    private static bool Keeps(double? value, double? before) => value is null || value == before;
}
