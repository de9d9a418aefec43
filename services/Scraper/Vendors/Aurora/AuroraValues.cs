using AngleSharp.Dom;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>Reads the tables of a page into values.</summary>
internal sealed class AuroraValues(IDocument document, AuroraFormat format)
{
    private static readonly (string Column, int Code, string Unit)[] LeadColumns =
    [
        ("Threshold (V)", PortalTerms.Threshold, "V"),
        ("Threshold pulse width (ms)", PortalTerms.ThresholdWidth, "ms"),
        ("Sensing (mV)", PortalTerms.Sensing, "mV"),
        ("Programmed amplitude (V)", PortalTerms.Amplitude, "V"),
        ("Programmed pulse width (ms)", PortalTerms.PulseWidth, "ms"),
    ];

    public List<Measurement> Measurements { get; } = [];

    public List<NotUnderstood> NotUnderstood { get; } = [];

    /// <summary>Reads a parameter table.</summary>
    /// <exception cref="AuroraPageException">It is missing where it must be, or is not what it was.</exception>
    public void Parameters(string id, bool isRequired)
    {
        if (AuroraTable.Find(document, id) is not { } table)
        {
            if (isRequired)
                throw new AuroraPageException("no-table-" + id["tbl-".Length..]);
            return;
        }

        var parameters = AuroraParameters.Tables[id];
        var seen = new HashSet<string>();
        foreach (var row in table.Rows)
        {
            var label = table.Cell(row, "Parameter") ?? throw new AuroraPageException("no-label");
            if (!seen.Add(label))
                throw new AuroraPageException("doubled-row");
            if (parameters.TryGetValue(label, out var parameter))
                Parameter(table, row, label, parameter);
            else
                NotUnderstood.Add(new NotUnderstood(id, Short(label), "unknown-label"));
        }

        if (parameters.Any(p => p.Value.IsRequired && !seen.Contains(p.Key)))
            throw new AuroraPageException("missing-row");
    }

    /// <summary>Reads the lead table.</summary>
    /// <exception cref="AuroraPageException">It is not what it was.</exception>
    public void Leads(bool isRequired, DateTimeOffset measured)
    {
        if (AuroraTable.Find(document, "tbl-leads") is not { } table)
        {
            if (isRequired)
                throw new AuroraPageException("no-table-leads");
            return;
        }

        var kilo = table.Has("Impedance (kΩ)");
        foreach (var row in table.Rows)
        {
            var channel = table.Cell(row, "Lead");
            if (channel is not ("RA" or "RV" or "LV"))
                throw new AuroraPageException("unknown-lead");
            Number("tbl-leads", PortalTerms.Impedance, table.Cell(row, kilo ? "Impedance (kΩ)" : "Impedance (Ω)"), kilo ? "kΩ" : "Ω", measured, channel);
            foreach (var (column, code, unit) in LeadColumns)
                Number("tbl-leads", code, table.Cell(row, column), unit, measured, channel);
        }
    }

    /// <summary>Reads the episodes of the transmission.</summary>
    public List<DeviceEpisode> Episodes()
    {
        var table = Required("tbl-episodes");
        return [.. table.Rows.Select(row => Episode(table, row))];
    }

    /// <summary>Reads the alerts the vendor asserts.</summary>
    public List<VendorAlert> Alerts()
    {
        var table = Required("tbl-alerts");
        return
        [
            .. table.Rows.Select(row => new VendorAlert(
                table.Cell(row, "Code") ?? throw new AuroraPageException("alert-without-code"),
                table.Cell(row, "Alert") ?? string.Empty,
                table.Cell(row, "Severity"),
                Time(table.Cell(row, "Raised")))),
        ];
    }

    /// <summary>A time as the page writes it; null when absent.</summary>
    /// <exception cref="AuroraPageException">It is written otherwise.</exception>
    public DateTimeOffset? Time(string? text) =>
        text is null ? null : format.TryTime(text, out var time) ? time : throw new AuroraPageException("bad-date");

    /// <summary>A table that every page has.</summary>
    /// <exception cref="AuroraPageException">It is missing.</exception>
    public AuroraTable Required(string id) => AuroraTable.Find(document, id) ?? throw new AuroraPageException("no-table-" + id["tbl-".Length..]);

    private DeviceEpisode Episode(AuroraTable table, string[] row)
    {
        var word = table.Cell(row, "Type");
        var type = word switch
        {
            "VT" => EpisodeType.Vt,
            "VF" => EpisodeType.Vf,
            "NSVT" => EpisodeType.Nsvt,
            "AT/AF" => EpisodeType.AtAf,
            "SVT" => EpisodeType.Svt,
            "Pause" => EpisodeType.Pause,
            "Brady" => EpisodeType.Brady,
            "Device reset" => EpisodeType.DeviceReset,
            "Patient activated" => EpisodeType.PatientActivated,
            _ => EpisodeType.Other,
        };
        if (type == EpisodeType.Other)
            NotUnderstood.Add(new NotUnderstood("tbl-episodes", Short(word ?? string.Empty), "unknown-enum"));
        var outcome = table.Cell(row, "Result");
        var result = outcome is null ? null : PortalTerms.Coded(739696, outcome, null)?.Enum;
        if (outcome is not null && result is null)
            NotUnderstood.Add(new NotUnderstood("tbl-episodes", Short(outcome), "unknown-enum"));
        return new DeviceEpisode(
            table.Cell(row, "No.") ?? throw new AuroraPageException("episode-without-number"),
            type,
            null,
            Time(table.Cell(row, "Onset")) ?? throw new AuroraPageException("episode-without-onset"),
            Plain(table.Cell(row, "Duration (s)")),
            Plain(table.Cell(row, "Ventricular rate (/min)")),
            Plain(table.Cell(row, "Atrial rate (/min)")),
            (int?)Plain(table.Cell(row, "Shocks")),
            (int?)Plain(table.Cell(row, "ATP")),
            result,
            null);
    }

    private void Parameter(AuroraTable table, string[] row, string label, AuroraParameter parameter)
    {
        var value = table.Cell(row, "Value");
        var measured = Time(table.Cell(row, "Measured"));
        if (value is null)
            return;
        if (!parameter.IsCoded)
        {
            Number(table.Id, parameter.Code, value, parameter.IsCount ? "1" : table.Cell(row, "Unit"), measured, null);
            return;
        }

        if (PortalTerms.Coded(parameter.Code, value, measured) is { } coded)
            Measurements.Add(coded);
        else
            NotUnderstood.Add(new NotUnderstood(table.Id, Short(label + "=" + value), "unknown-enum"));
    }

    private void Number(string where, int code, string? text, string? unit, DateTimeOffset? measured, string? channel)
    {
        if (Plain(text) is not { } value)
            return;
        if (PortalTerms.Number(code, value, unit, measured, channel) is { } measurement)
            Measurements.Add(measurement);
        else
            NotUnderstood.Add(new NotUnderstood(where, unit is null ? null : Short(unit), unit is null ? "missing-unit" : "unknown-unit"));
    }

    private double? Plain(string? text) =>
        text is null ? null : format.TryNumber(text, out var number) ? number : throw new AuroraPageException("bad-number");

    private static string Short(string text) => text.Length <= 64 ? text : text[..64];
}
