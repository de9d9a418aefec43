using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Idco;

/// <summary>Builds episodes from the terms of the episode group; the observations' group tells them apart.</summary>
internal sealed class EpisodeReader(DateTimeOffset sessionTime, List<NotUnderstood> notUnderstood)
{
    private const int Id = 739536, Start = 739552, Type = 739568, VendorType = 739600, AtrialInterval = 739616, VentricularInterval = 739648, Details = 739680, Result = 739696, Duration = 739712;

    /// <summary>Whether a term belongs to an episode.</summary>
    public static bool IsEpisodeTerm(IdcoTerm term) => term.Code is >= 739536 and < 739800;

    /// <summary>Reads the episodes; a group without a type is reported, not guessed.</summary>
    public IReadOnlyList<DeviceEpisode> Read(IEnumerable<Observation> observations)
    {
        var episodes = new List<DeviceEpisode>();
        foreach (var group in observations.GroupBy(o => o.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (Episode([.. group]) is not { } episode)
                continue;
            episodes.Add(episodes.Exists(e => e.Id == episode.Id) ? episode with { Id = episode.Id + "-" + group.Key } : episode);
        }

        return episodes;
    }

    private DeviceEpisode? Episode(IReadOnlyList<Observation> group)
    {
        var typed = group.FirstOrDefault(o => o.Term.Code == Type) ?? group.FirstOrDefault(o => o.Term.Code == VendorType);
        var type = TypeOf(group);
        if (typed is null || type is null)
        {
            foreach (var stray in group.Where(o => o.HasValue && o.Term.Code is not (Details or Result)))
                notUnderstood.Add(stray.Note("episode-without-type"));
            return null;
        }

        var start = Single(group, Start)?.Instant ?? typed.Time ?? sessionTime;
        var result = Single(group, Result) is { } r ? Coded(r) : default;
        var therapy = TherapyDetails.Parse(Single(group, Details)?.Text);
        return new DeviceEpisode(
            Single(group, Id)?.Text ?? type + "-" + start.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            type.Value,
            typed.Term.Code == Type ? typed.Enumeration.Code : null,
            start,
            Number(group, Duration, "s"),
            Rate(Number(group, VentricularInterval, "ms")),
            Rate(Number(group, AtrialInterval, "ms")),
            therapy.Shocks,
            therapy.Atp,
            result.Name,
            result.Code);
    }

    private EpisodeType? TypeOf(IReadOnlyList<Observation> group)
    {
        var vendor = VendorTypeOf(Single(group, VendorType));
        if (Single(group, Type) is not { HasValue: true } observation || observation.Enumeration is not { Name: { } name })
            return vendor;
        if (EpisodeTypes.Standard(name) is { } type)
            return type;
        notUnderstood.Add(observation.Note("unknown-enum", observation.Enumeration.Code?.ToString(CultureInfo.InvariantCulture)));
        return vendor ?? EpisodeType.Other;
    }

    private EpisodeType? VendorTypeOf(Observation? observation)
    {
        if (observation is null || observation.Enumeration is not { Name: { } name, Code: var code })
            return null;
        if (code is null)
            return EpisodeTypes.Standard(name) ?? EpisodeType.Other;
        if (EpisodeTypes.Vendor(code.Value, observation.Value.Name) is { } type)
            return type;
        notUnderstood.Add(observation.Note(EpisodeTypes.IsVendorCode(code.Value) ? "conflicting-code" : "unknown-code", code.Value.ToString(CultureInfo.InvariantCulture)));
        return EpisodeType.Other;
    }

    private Enumeration Coded(Observation observation)
    {
        var value = observation.Enumeration;
        if (value is { IsAbsent: false, Known: false })
            notUnderstood.Add(observation.Note("unknown-enum"));
        return value;
    }

    private double? Number(IReadOnlyList<Observation> group, int code, string unit)
    {
        if (Single(group, code) is not { HasValue: true } observation)
            return null;
        var why = observation.Number is null or < 0 ? "bad-value" : observation.Unit is null ? "missing-unit" : observation.Unit == unit ? null : "unknown-unit";
        if (why is null)
            return observation.Number;
        notUnderstood.Add(observation.Note(why));
        return null;
    }

    // Devices count whole milliseconds: a rate out of them is no finer than a beat.
    private static double? Rate(double? intervalMs) => intervalMs is > 0 ? Math.Round(60_000 / intervalMs.Value) : null;

    private static Observation? Single(IReadOnlyList<Observation> group, int code) => group.FirstOrDefault(o => o.Term.Code == code);
}
