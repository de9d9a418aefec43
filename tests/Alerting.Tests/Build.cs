using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests;

/// <summary>Messages for the tests.</summary>
internal static class Build
{
    public static readonly Guid Patient = Guid.Parse("0196d1a0-0000-7000-8000-000000000001");

    public static Transmission Transmission(
        DateTimeOffset at,
        string id,
        bool baseline = false,
        string device = "device-1",
        IReadOnlyList<Measurement>? measurements = null,
        IReadOnlyList<DeviceEpisode>? episodes = null,
        Guid? patient = null,
        string clinic = "clinic-01",
        string vendor = "aurora",
        DateTimeOffset? seenAt = null) => new(
            1,
            $"{patient ?? Patient}:{id}:{0:x16}",
            patient ?? Patient,
            clinic,
            vendor,
            id,
            at,
            seenAt ?? at.AddMinutes(2),
            at,
            baseline,
            "0000000000000000",
            null,
            0,
            null,
            new DeviceInfo(device, "Aurora", "Polaris", DeviceKind.CrtD),
            measurements ?? [],
            episodes ?? [],
            [],
            []);

    public static Measurement Number(int code, double value, string? unit, DateTimeOffset? at = null) => new(code, "MDC_IDC", null, value, unit, null, null, at);

    public static Measurement Name(int code, string name) => new(code, "MDC_IDC", null, null, null, name, null, null);

    public static DeviceEpisode Event(string id, EpisodeType type, DateTimeOffset start, double? duration = null, double? rate = null, int? shocks = null, string? result = null) =>
        new(id, type, null, start, duration, rate, null, shocks, null, result, null);
}
