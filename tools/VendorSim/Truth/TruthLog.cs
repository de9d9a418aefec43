using System.Buffers;
using System.Text.Json;
using VendorSim.Cygnus;
using VendorSim.Population;

namespace VendorSim.Truth;

/// <summary>What physically happened to whom, one line per event, in the order in which the events appeared on the portals.</summary>
internal sealed class TruthLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, byte[] Json)> _lines = [];
    private readonly PriorityQueue<Timeline, DateTimeOffset> _queue = new();
    private readonly Queue<(Hl7Story Story, Hl7Message Message)> _files;
    private readonly TimeProvider _time;
    private readonly FileStream? _file;

    public TruthLog(SimPopulation population, Hl7Stories stories, VendorSimOptions options, TimeProvider time)
    {
        _time = time;
        foreach (var timeline in population.Timelines)
            _queue.Enqueue(timeline, DateTimeOffset.MinValue);
        _files = new(stories.All.SelectMany(story => story.Messages.Select(message => (story, message))).OrderBy(pair => pair.message.AppearsAt));
        if (options.TruthFile is not null)
            _file = new FileStream(options.TruthFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>Writes down what has appeared up to now.</summary>
    public void Advance()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var before = _lines.Count;
            var told = new List<(DateTimeOffset At, byte[] Json)>();
            while (_queue.TryPeek(out var timeline, out var due) && due <= now)
            {
                _queue.Dequeue();
                if (due != timeline.QueuedFor && timeline.QueuedFor != default)
                    continue;
                foreach (var report in timeline.TakeUntold(now))
                {
                    foreach (var happened in report.Events)
                        told.Add((report.AppearsAt, Line(timeline.Patient, report, happened)));
                }

                Enqueue(timeline, timeline.ChangesAfter(now));
            }

            while (_files.TryPeek(out var next) && next.Message.AppearsAt <= now)
                told.Add((next.Message.AppearsAt, Line(_files.Peek().Story, _files.Dequeue().Message)));
            _lines.AddRange(told.OrderBy(line => line.At));
            if (_file is null || _lines.Count == before)
                return;
            for (var i = before; i < _lines.Count; i++)
            {
                _file.Write(_lines[i].Json);
                _file.WriteByte((byte)'\n');
            }

            _file.Flush();
        }
    }

    /// <summary>Something was injected: look at this patient earlier.</summary>
    public void Expect(Timeline timeline, DateTimeOffset appearsAt)
    {
        lock (_gate)
        {
            if (appearsAt < timeline.QueuedFor)
                Enqueue(timeline, appearsAt);
        }
    }

    /// <summary>Lines that appeared after an instant.</summary>
    public byte[] Since(DateTimeOffset since)
    {
        Advance();
        lock (_gate)
        {
            var buffer = new ArrayBufferWriter<byte>(4_096);
            foreach (var (at, json) in _lines)
            {
                if (at <= since)
                    continue;
                buffer.Write(json);
                buffer.Write("\n"u8);
            }

            return buffer.WrittenSpan.ToArray();
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Enqueue(Timeline timeline, DateTimeOffset at)
    {
        timeline.QueuedFor = at;
        _queue.Enqueue(timeline, at);
    }

    private static byte[] Line(SimPatient patient, Report report, PhysicalEvent happened) =>
        Line(patient.Id, patient.ClinicName, patient.Vendor, patient.PortalRef, report.IdFor(patient), JsonNamingPolicy.CamelCase.ConvertName(happened.Kind.ToString()), happened.DeviceTime, report.AppearsAt, happened.Values);

    private static byte[] Line(Hl7Story story, Hl7Message message) =>
        Line(story.Patient, story.Clinic, Vendor.Cygnus, story.PortalRef, message.Id, message.Id == "baseline" ? "baseline" : "messageFile", message.Session, message.AppearsAt, EventValues.None);

    private static byte[] Line(Guid patient, string clinic, Vendor vendor, string portalRef, string transmission, string kind, DateTimeOffset deviceTime, DateTimeOffset appearedAt, IReadOnlyDictionary<string, double> values)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("patient", patient);
        json.WriteString("clinic", clinic);
        json.WriteString("vendor", vendor.Id());
        json.WriteString("portalRef", portalRef);
        json.WriteString("transmission", transmission);
        json.WriteString("kind", kind);
        json.WriteString("deviceTime", deviceTime.UtcDateTime);
        json.WriteString("appearedAt", appearedAt.UtcDateTime);
        json.WriteStartObject("values");
        foreach (var (name, value) in values)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
