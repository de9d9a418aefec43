using System.Collections.Frozen;
using System.Text;
using VendorSim.Population;

namespace VendorSim.Cygnus;

/// <summary>One real message file, ready to be served.</summary>
internal sealed record Hl7Message(string Id, DateTimeOffset Session, DateTimeOffset AppearsAt, byte[] Bytes);

/// <summary>A patient made of message files.</summary>
internal sealed record Hl7Story(Guid Patient, string Clinic, string PortalRef, Hl7Message[] Messages);

/// <summary>The patients of the message folder.</summary>
internal sealed class Hl7Stories
{
    private const string StepPrefix = "vt-step-";
    private static readonly string[] StepOrder = ["7", "9", "12", "15", "16", "18-1", "18-2", "19", "20"];
    private readonly FrozenDictionary<string, Hl7Story> _stories;

    public Hl7Stories(VendorSimOptions options, SimPopulation population)
    {
        var files = options.Hl7Folder is null ? [] : Directory.GetFiles(options.Hl7Folder, "*.hl7").Order(StringComparer.Ordinal).ToArray();
        _stories = files.GroupBy(StoryOf).Select((group, index) => Read(group.Key, [.. group], index, options, population.Start)).ToFrozenDictionary(story => story.PortalRef);
    }

    public IEnumerable<Hl7Story> All => _stories.Values.OrderBy(story => story.PortalRef, StringComparer.Ordinal);

    public Hl7Story? Find(string portalRef) => _stories.GetValueOrDefault(portalRef);

    private static string StoryOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && name.StartsWith(StepPrefix, StringComparison.Ordinal) ? "vt-step" : name;

    private static int OrderOf(string file) => Array.IndexOf(StepOrder, Path.GetFileNameWithoutExtension(file).Replace(StepPrefix, "")) is var index and >= 0 ? index : int.MaxValue;

    private static Hl7Story Read(string name, string[] files, int index, VendorSimOptions options, DateTimeOffset start)
    {
        var read = files.OrderBy(OrderOf).ThenBy(file => file, StringComparer.Ordinal)
            .Select(file => (Id: Path.GetFileNameWithoutExtension(file), Bytes: File.ReadAllBytes(file), File: file))
            .Select(m => (m.Id, m.Bytes, Session: Hl7DateShift.SessionTime(m.Bytes) ?? throw new InvalidDataException($"{m.File} has no session time: OBX 721025, OBR-7 or MSH-7 must hold a date."))).ToList();
        var shift = options.Hl7Dates == Hl7Dates.AsIs ? TimeSpan.Zero : start + options.Hl7Delay - TimeSpan.FromMinutes(1) - read.Max(m => m.Session);
        var messages = new List<Hl7Message>();
        foreach (var (id, bytes, session) in read)
        {
            var moved = session + shift;
            var appears = moved.AddMinutes(1);
            if (messages.Count > 0 && appears <= messages[^1].AppearsAt)
                appears = messages[^1].AppearsAt.AddSeconds(1);
            messages.Add(new Hl7Message(id, moved, appears, shift == TimeSpan.Zero ? bytes : Hl7DateShift.Apply(bytes, shift, appears)));
        }

        messages.Insert(0, Baseline(read[0].Bytes, messages[0].Session.AddDays(-30)));
        Span<byte> guid = stackalloc byte[16];
        System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("hl7:" + name)).AsSpan(0, 16).CopyTo(guid);
        guid[7] = (byte)((guid[7] & 0x0F) | 0x40);
        guid[8] = (byte)((guid[8] & 0x3F) | 0x80);
        return new Hl7Story(new Guid(guid), VendorNames.ClinicName(1 + (index % options.Clinics)), $"hl7-{name}", [.. messages]);
    }

    // The device's own PID and identity, and nothing to worry about: so that the story has a known history.
    private static Hl7Message Baseline(byte[] first, DateTimeOffset session)
    {
        var time = session.UtcDateTime.ToString("yyyyMMddHHmmss");
        var text = new StringBuilder();
        foreach (var (start, length) in Hl7DateShift.Segments(first))
        {
            var segment = Encoding.UTF8.GetString(first, start, Math.Min(length, 1_000));
            var fields = segment.Split('|');
            if (fields[0] == "MSH")
                text.Append($"MSH|^~\\&||{(fields.Length > 3 ? fields[3] : "")}|||{time}||ORU^R01^ORU_R01|baseline|P|2.5\r");
            else if (fields[0] == "PID")
                text.Append(segment).Append($"\rPV1|1|R\rOBR|1|||Remote Follow-up|||{time}||||||||||||||||||F\r");
            else if (fields[0] == "OBX" && fields.Length > 5 && fields[3].Split('^')[0] is "720897" or "720898" or "720899" or "720900")
                text.Append($"{string.Join('|', fields[..6])}||||||F|||{time}\r");
        }

        text.Append($"OBX|5|DTM|721025^MDC_IDC_SESS_DTM^MDC|1|{time}||||||F|||{time}\r");
        text.Append($"OBX|6|CWE|721026^MDC_IDC_SESS_TYPE^MDC|1|Remote^Remote||||||F|||{time}\r");
        return new Hl7Message("baseline", session, session.AddMinutes(1), Encoding.UTF8.GetBytes(text.ToString()));
    }
}
