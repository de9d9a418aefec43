using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;

namespace VectorCare.Scraper.Fhir;

/// <summary>Reads a connectivity observation.</summary>
internal sealed class ConnectivityReader(FhirDevices devices, TimeSpan defaultOffset)
{
    private readonly List<NotUnderstood> _notUnderstood = [];

    /// <summary>Reads it; null without a known status, or without an instant at which it stood.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="outside">Takes what is to be told when there is nothing else to tell.</param>
    public DeviceConnectivity? Read(FhirResource observation, List<NotUnderstood> outside)
    {
        var said = new Dictionary<string, (JsonElement Component, string Where)>(StringComparer.Ordinal);
        foreach (var (index, component) in observation.Json.Items("component").Index())
        {
            var where = observation.Of($"component[{index}]");
            var code = component.Codings("code").Where(c => c.System == FhirElement.CardX).Select(c => c.Code).FirstOrDefault();
            var problem = code is null ? "unknown-coding-system"
                : component.IsModified() ? "unknown-modifier"
                : !IsKnown(code) ? "unknown-code"
                : !said.TryAdd(code, (component, where)) ? "conflicting-code"
                : null;
            if (problem is not null)
                _notUnderstood.Add(new NotUnderstood(where, Observation.Short(code), problem));
        }

        var status = Coded<ConnectivityStatus>(said, "connectivity-status");
        var at = FhirTime.Parse(observation.Json.Text("effectiveDateTime") ?? observation.Json.Text("effectiveInstant"), defaultOffset);
        if (status is null || at is null)
        {
            outside.AddRange(_notUnderstood);
            outside.Add(new NotUnderstood(status is null ? observation.Of("component") : observation.Of("effective"), null, status is null ? "no-status" : "no-time"));
            return null;
        }

        return new DeviceConnectivity(observation.Id!, status.Value, Coded<ConnectivityModifier>(said, "connectivity-modifier"), at.Value, devices.Of(observation), _notUnderstood)
        {
            DeviceHeard = Time(said, "last-cied-connectivity-time"),
            MonitorHeard = Time(said, "last-monitor-connectivity-time"),
            Interrogated = Time(said, "last-interrogation-date"),
            NextInterrogation = Time(said, "next-interrogation-date"),
            ExpectedDays = Days(said, "expected-time-period"),
            IntervalDays = Days(said, "connection-interval"),
        };
    }

    /// <summary>Those that are read, those that tell no more than they do, and the two of free text, which may name a person.</summary>
    private static bool IsKnown(string code) => code
        is "connectivity-status" or "connectivity-modifier" or "last-cied-connectivity-time" or "last-monitor-connectivity-time" or "last-interrogation-date" or "next-interrogation-date" or "expected-time-period" or "connection-interval"
        or "next-cied-connectivity-date" or "next-monitor-connectivity-date" or "status-reason" or "status-guidance";

    private T? Coded<T>(Dictionary<string, (JsonElement Component, string Where)> said, string code)
        where T : struct, Enum
    {
        if (!said.TryGetValue(code, out var found))
            return null;
        var value = found.Component.Codings("valueCodeableConcept").Where(c => c.System == FhirElement.CardX).Select(c => c.Code).ToList() is [{ } only] ? only : null;
        // The guide's codes are the names with hyphens between the words.
        if (value is not null && Enum.GetValues<T>().Where(v => string.Equals(v.ToString(), value.Replace("-", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)).Select(v => (T?)v).FirstOrDefault() is { } known)
            return known;
        _notUnderstood.Add(new NotUnderstood(found.Where, code, "unknown-enum"));
        return null;
    }

    private DateTimeOffset? Time(Dictionary<string, (JsonElement Component, string Where)> said, string code)
    {
        if (!said.TryGetValue(code, out var found))
            return null;
        var time = FhirTime.Parse(found.Component.Text("valueDateTime"), defaultOffset);
        if (time is null)
            _notUnderstood.Add(new NotUnderstood(found.Where, code, "bad-value"));
        return time;
    }

    private int? Days(Dictionary<string, (JsonElement Component, string Where)> said, string code)
    {
        if (!said.TryGetValue(code, out var found))
            return null;
        if (found.Component.Get("valueInteger") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var days) && days is >= 0 and <= 3_660)
            return days;
        _notUnderstood.Add(new NotUnderstood(found.Where, code, "bad-value"));
        return null;
    }
}
