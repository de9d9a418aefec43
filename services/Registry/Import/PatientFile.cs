using CsvHelper;

namespace VectorCare.Registry.Import;

/// <summary>Reads an import file as a stream: every bad line is reported, every good one kept.</summary>
internal sealed class PatientFile(IReadOnlyList<string> vendors, IReadOnlyList<string> regions, int maxReportedErrors)
{
    private const int MaxFieldLength = 200;
    private const int MaxRecordBytes = 1024 * 1024;
    private static readonly string[] Always = ["patient", "clinic", "vendor", "portal_ref"];

    private readonly string[] _required = regions.Count == 0 ? Always : [.. Always, "region"];
    private readonly Dictionary<string, string> _vendors = vendors.ToDictionary(v => v);
    private readonly Dictionary<string, string> _regions = regions.ToDictionary(r => r);
    private readonly Dictionary<string, string> _clinics = [];
    private readonly Dictionary<Guid, long> _seen = [];
    private readonly Dictionary<string, int> _columns = [];

    public ErrorList Errors { get; } = new(maxReportedErrors);

    public List<PatientLine> Lines { get; } = [];

    public long Read { get; private set; }

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var malformed = false;
        await using var csv = CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                Separator = ',',
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = MaxRecordBytes,
                OnMalformedRecord = bad =>
                {
                    malformed = true;
                    Errors.Add(bad.LineNumber, string.Empty, ImportReason.BadQuotes, $"{bad.Reason}: quote the whole field and double the quotes in it.");
                },
            },
            leaveOpen: true);
        if (!await csv.ReadAsync(cancellationToken))
        {
            Errors.Add(1, string.Empty, ImportReason.EmptyFile, $"The file is empty: the first line names the columns {string.Join(',', _required)}[,paused].");
            return;
        }

        if (!ReadHeader(csv))
            return;
        var columns = csv.FieldCount;
        while (await NextAsync(csv, cancellationToken))
        {
            Read++;
            if (malformed)
                malformed = false;
            else if (csv.FieldCount != columns)
                Errors.Add(csv.LineNumber, string.Empty, ImportReason.FieldCount, $"The line has {csv.FieldCount} fields, the header {columns}.");
            else if (ReadLine(csv, csv.LineNumber) is { } patient)
                Lines.Add(patient);
        }
    }

    private async Task<bool> NextAsync(CsvReader csv, CancellationToken cancellationToken)
    {
        try
        {
            return await csv.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException error)
        {
            Errors.Add(error.LineNumber, string.Empty, ImportReason.TooLong, $"The line is longer than {MaxRecordBytes} bytes; the file is not read any further. Is a quote never closed?");
            return false;
        }
    }

    private bool ReadHeader(CsvReader csv)
    {
        for (var i = 0; i < csv.FieldCount; i++)
        {
            var name = csv[i].ToString().ToLowerInvariant();
            if (name != "paused" && !_required.Contains(name))
                Errors.Add(1, Shorten(csv[i].ToString()), ImportReason.BadHeader, $"Unknown column; known are {string.Join(", ", _required)}, paused.");
            else if (!_columns.TryAdd(name, i))
                Errors.Add(1, name, ImportReason.BadHeader, "The column stands in the header twice.");
        }

        foreach (var name in _required.Where(r => !_columns.ContainsKey(r)))
            Errors.Add(1, name, ImportReason.MissingColumn, "The header lacks this column.");
        return Errors.Count == 0;
    }

    private PatientLine? ReadLine(CsvReader csv, long line)
    {
        var before = Errors.Count;
        var patient = ReadPatient(Field(csv, "patient", line), line);
        var clinic = ReadId(Field(csv, "clinic", line), "clinic", line, _clinics);
        var vendor = ReadNamed(csv, "vendor", line, _vendors, ImportReason.UnknownVendor);
        var portalRef = Field(csv, "portal_ref", line);
        var region = _regions.Count == 0 ? null : ReadNamed(csv, "region", line, _regions, ImportReason.UnknownRegion);
        var paused = _columns.TryGetValue("paused", out var column) && ReadPaused(csv[column].ToString(), line);
        return Errors.Count == before ? new PatientLine(patient, clinic!, vendor!, portalRef!, paused, region) : null;
    }

    private string? Field(CsvReader csv, string name, long line)
    {
        var text = csv[_columns[name]].ToString();
        if (text.Length == 0)
            Errors.Add(line, name, ImportReason.Empty, "The field is empty.");
        else if (text.Length > MaxFieldLength)
            Errors.Add(line, name, ImportReason.TooLong, $"The field has {text.Length} characters, at most {MaxFieldLength} are allowed.");
        else if (text.Any(char.IsControl))
            Errors.Add(line, name, ImportReason.BadCharacter, "The field has control characters.");
        else
            return text;
        return null;
    }

    private Guid ReadPatient(string? text, long line)
    {
        if (text is null)
            return default;
        if (!Guid.TryParseExact(text, "D", out var patient) || patient == Guid.Empty)
            Errors.Add(line, "patient", ImportReason.BadUuid, "Not a UUID like 01234567-89ab-cdef-0123-456789abcdef, or all zeros. Never give a medical record number.");
        else if (!_seen.TryAdd(patient, line))
            Errors.Add(line, "patient", ImportReason.DuplicatePatient, $"The patient stands in line {_seen[patient]} already.");
        return patient;
    }

    private string? ReadNamed(CsvReader csv, string column, long line, Dictionary<string, string> known, ImportReason unknown)
    {
        if (Field(csv, column, line) is not { } text)
            return null;
        if (known.TryGetValue(text, out var name))
            return name;
        Errors.Add(line, column, unknown, $"Unknown {column}; configured are {string.Join(", ", known.Keys)}.");
        return null;
    }

    private string? ReadId(string? text, string column, long line, Dictionary<string, string> known)
    {
        if (text is null)
            return null;
        if (known.TryGetValue(text, out var id))
            return id;
        if (Identifiers.IsId(text))
            return known[text] = text;
        Errors.Add(line, column, ImportReason.BadId, $"Not an id: {Identifiers.Form}.");
        return null;
    }

    private bool ReadPaused(string text, long line)
    {
        switch (text.ToLowerInvariant())
        {
            case "" or "false" or "0" or "no":
                return false;
            case "true" or "1" or "yes":
                return true;
            default:
                Errors.Add(line, "paused", ImportReason.BadBoolean, "Expected true or false, or nothing.");
                return false;
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
