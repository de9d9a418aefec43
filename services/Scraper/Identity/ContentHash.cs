using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Identity;

/// <summary>XxHash64 of what a transmission says, whatever its markup: the same content has the same hash.</summary>
internal static class ContentHash
{
    /// <summary>16 hex digits.</summary>
    public static string Of(ParsedTransmission transmission)
    {
        var hash = new XxHash64();
        Add(hash, transmission.Id);
        Add(hash, transmission.SessionTime);
        Add(hash, transmission.Device.Manufacturer);
        Add(hash, transmission.Device.Model);
        Add(hash, transmission.Device.Serial);
        Add(hash, (double)transmission.Device.Kind);
        foreach (var m in transmission.Measurements)
        {
            Add(hash, (double)m.Code);
            Add(hash, m.Channel);
            Add(hash, m.Group);
            Add(hash, m.Value);
            Add(hash, m.Unit);
            Add(hash, m.Enum);
            Add(hash, m.DeviceTime);
        }

        foreach (var e in transmission.Episodes)
        {
            Add(hash, e.Id);
            Add(hash, (double)e.Type);
            Add(hash, e.Start);
            Add(hash, e.DurationSeconds);
            Add(hash, e.VentricularRateBpm);
            Add(hash, e.AtrialRateBpm);
            Add(hash, e.ShocksDelivered);
            Add(hash, e.AtpDelivered);
            Add(hash, e.TherapyResult);
        }

        foreach (var a in transmission.VendorAlerts)
        {
            Add(hash, a.Code);
            Add(hash, a.Severity);
            Add(hash, a.At);
        }

        return hash.GetCurrentHashAsUInt64().ToString("x16");
    }

    private static void Add(XxHash64 hash, string? text)
    {
        Add(hash, text is null ? -1.0 : text.Length);
        hash.Append(Encoding.UTF8.GetBytes(text ?? string.Empty));
    }

    private static void Add(XxHash64 hash, DateTimeOffset? time) => Add(hash, time is { } t ? t.UtcTicks : double.NaN);

    private static void Add(XxHash64 hash, double? number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number ?? double.NaN);
        hash.Append(bytes);
    }
}
