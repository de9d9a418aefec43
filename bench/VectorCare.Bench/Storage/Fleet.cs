using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Storage;

/// <summary>Patients with transmissions of 50 measurements and pages of 20 KB. A page has fixed chrome, the patient's own fixed parts, 50 values, a token that is new each time, and a log that grows.</summary>
internal sealed class Fleet(int patients, int seed)
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 20_000;

    private const int MeasurementCount = 50;
    private static readonly string[] Channels = ["RA", "RV", "LV"];
    private static readonly string[] Units = ["V", "Ohm", "mV", "ms", "%"];
    private readonly Random _random = new(seed);
    private readonly Dictionary<Guid, double[]> _values = [];

    public IReadOnlyList<Guid> Patients { get; } = [.. Enumerable.Range(0, patients).Select(i => new Guid(i, (short)seed, 0x4e0a, 0x9b, 0x7e, 0x2f, 0x1c, 0x5d, 0x8a, 0x4e, 0x10))];

    /// <summary>A transmission; two of a patient differ in most values by a little.</summary>
    public Transmission Transmission(Guid patient, int number, DateTimeOffset seen)
    {
        if (!_values.TryGetValue(patient, out var values))
            _values[patient] = values = [.. Enumerable.Range(0, MeasurementCount).Select(i => Math.Round(_random.NextDouble() * 900, 2))];
        for (var i = 0; i < values.Length; i++)
        {
            if (_random.Next(10) < 6)
                values[i] = Math.Round(values[i] + _random.NextDouble() - 0.5, 2);
        }

        var session = seen.AddMinutes(-_random.Next(20, 400));
        var measurements = values.Select((v, i) => new Measurement(722_000 + (i * 64), "MDC_IDC_MSMT_LEADCHNL_" + Channels[i % 3] + "_VALUE_" + i, Channels[i % 3], v, Units[i % 5], null, null, session.AddMinutes(-i))).ToList();
        return new Transmission(
            1, $"{patient}:T-{number}:{_random.NextInt64():x16}", patient, "clinic-01", "aurora", $"T-{number}", session, seen, seen, false, _random.NextInt64().ToString("x16", CultureInfo.InvariantCulture), null, 0, null,
            new DeviceInfo("d1c0ffee", "Aurora", "A-300", DeviceKind.Icd), measurements, [], [], []);
    }

    /// <summary>A transmission with the page behind it, which it names by its hash.</summary>
    public (Transmission Message, byte[] Page) Found(Guid patient, int number, DateTimeOffset seen)
    {
        var message = Transmission(patient, number, seen);
        var page = Page(message);
        return (message with { RawHash = Convert.ToHexStringLower(SHA256.HashData(page)), RawLength = page.Length }, page);
    }

    /// <summary>The page behind a transmission.</summary>
    public byte[] Page(Transmission transmission)
    {
        var own = new Random(transmission.Patient.GetHashCode());
        var page = new StringBuilder(PageBytes + 500).Append("<!doctype html><html><head><title>Portal</title><meta name=csrf content=").Append(Convert.ToHexString(Bytes(_random, 32))).Append("></head><body>");
        page.Append("<header>").Append(Convert.ToHexString(Bytes(own, 120))).Append("</header><table>");
        foreach (var m in transmission.Measurements)
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"measurement row\"><th scope=\"row\">{m.Name}</th><td class=\"value\">{m.Value:F2}</td><td class=\"unit\">{m.Unit}</td><td><time datetime=\"{m.DeviceTime:O}\">{m.DeviceTime:g}</time></td></tr>\n");
        page.Append("</table><ol class=\"log\">").Append(CultureInfo.InvariantCulture, $"<li>{transmission.SessionTime:O} {Convert.ToHexString(Bytes(_random, 24))}</li>");
        while (page.Length < PageBytes)
            page.Append(CultureInfo.InvariantCulture, $"<li><time>{own.Next(2020, 2026)}-{own.Next(1, 13):D2}-{own.Next(1, 29):D2}</time> episode {own.Next(1000)} rate {own.Next(60, 220)} duration {own.Next(1, 60)} s</li>\n");
        return Encoding.UTF8.GetBytes(page.ToString(0, PageBytes));
    }

    /// <summary>The polls of one slot and cycle.</summary>
    public PollOutcomes Batch(long cycle, int slot, IReadOnlyList<Guid> of, Func<Guid, bool> isNew, Func<Guid, string> hash)
    {
        var id = $"{cycle}:{slot}:aurora:0";
        return new PollOutcomes(1, id, cycle, slot, "aurora", Slots.Due(cycle, slot), [.. of.Select((p, i) => new PollResult(
            p, "clinic-01", isNew(p) ? PollOutcome.New : PollOutcome.Unchanged, (i * 40) + _random.Next(8), 12 + _random.Next(10), isNew(p) ? 2 : 1, hash(p), isNew(p) ? 1 : 0, null))]);
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
