using System.Text.Json;

namespace VectorCare.Summary;

/// <summary>When what appeared on the simulated portals, by the vendors' truth file.</summary>
internal sealed class PortalTruth
{
    // Mails state instants to the second.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(1);

    private readonly ILookup<Guid, Event> _events;

    private PortalTruth(IEnumerable<Event> events) => _events = events.ToLookup(e => e.Patient);

    /// <summary>Reads the lines of some patients.</summary>
    public static PortalTruth Read(string file, HashSet<Guid> patients)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var events = new List<Event>();
        while (reader.ReadLine() is { } line)
        {
            // The last line may still be under way.
            if (line.EndsWith('}') && JsonSerializer.Deserialize<Event>(line, JsonSerializerOptions.Web) is { } found && patients.Contains(found.Patient))
                events.Add(found);
        }

        return new PortalTruth(events);
    }

    /// <summary>When an alert's cause appeared: the event of its device time, else the last that the poll can have seen; null when the truth knows none.</summary>
    /// <param name="patient">Patient.</param>
    /// <param name="began">Device time at which the episode began.</param>
    /// <param name="seen">End of the poll that first saw it.</param>
    public DateTimeOffset? AppearanceOf(Guid patient, DateTimeOffset began, DateTimeOffset seen)
    {
        var visible = _events[patient].Where(e => e.AppearedAt < seen + Precision).ToList();
        var exact = visible.Where(e => (e.DeviceTime - began).Duration() < Precision).ToList();
        return exact.Count > 0 ? exact.Min(e => e.AppearedAt) : visible.Max(e => (DateTimeOffset?)e.AppearedAt);
    }

    private sealed record Event(Guid Patient, DateTimeOffset DeviceTime, DateTimeOffset AppearedAt);
}
