using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Pages;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>A transmission the page only lists.</summary>
internal sealed record AuroraListed(string Id, DateTimeOffset Received);

/// <summary>What a patient page says.</summary>
/// <param name="Page">The shown transmission, or why there is none.</param>
/// <param name="Listed">The transmissions the page lists, the shown one too.</param>
internal sealed record AuroraPage(ParsedPage Page, IReadOnlyList<AuroraListed> Listed);

/// <summary>Reads a patient page. Fails closed: without an expected table, column, row, format or the right identity there is no value at all.</summary>
internal static class AuroraParser
{
    private static readonly HtmlParser Parser = new();

    /// <summary>Reads a page.</summary>
    /// <param name="body">The bytes, UTF-8.</param>
    /// <param name="target">Whose page it must be.</param>
    /// <param name="labels">What labels of the portal were called when the parser was written, or null.</param>
    public static AuroraPage Parse(ReadOnlyMemory<byte> body, PollTarget target, IReadOnlyDictionary<string, string>? labels = null)
    {
        if (body.Span[Math.Max(0, body.Length - 64)..].IndexOf("</html>"u8) < 0)
            return new AuroraPage(ParsedPage.Failed("truncated-page"), []);
        if (!HtmlBounds.Holds(body.Span))
            return new AuroraPage(ParsedPage.Failed("page-too-complex"), []);
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        using var document = Parser.ParseDocument(stream);
        if (labels is not null)
            Relabel(document, labels);
        try
        {
            return Read(document, target);
        }
        catch (AuroraPageException error)
        {
            return new AuroraPage(ParsedPage.Failed(error.Reason), []);
        }
    }

    private static void Relabel(IHtmlDocument document, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var element in document.QuerySelectorAll("th, dt, td:first-child"))
        {
            if (labels.TryGetValue(AuroraTable.Text(element), out var known))
                element.TextContent = known;
        }
    }

    private static AuroraPage Read(IHtmlDocument document, PollTarget target)
    {
        if (document.GetElementById("patient") is null)
            return new AuroraPage(ParsedPage.Failed(document.GetElementById("error") is null ? "no-patient-section" : "error-page"), []);
        var identity = List(document, "patient-identity");
        if (identity.GetValueOrDefault("Portal reference") != target.PortalRef)
            return new AuroraPage(ParsedPage.Suspicious("wrong-patient"), []);
        if (identity.GetValueOrDefault("Clinic") != target.Clinic)
            return new AuroraPage(ParsedPage.Suspicious("wrong-clinic"), []);
        var display = List(document, "display-settings");
        var format = AuroraFormat.From(display.GetValueOrDefault("Date format"), display.GetValueOrDefault("Time zone"), display.GetValueOrDefault("Decimal separator"), display.GetValueOrDefault("Thousands separator"))
            ?? throw new AuroraPageException("unknown-format");

        var values = new AuroraValues(document, format);
        var transmission = List(document, "transmission");
        var device = List(document, "device");
        var session = values.Time(transmission.GetValueOrDefault("Session")) ?? throw new AuroraPageException("no-session-time");
        var kind = EnumerationNames.Device(device.GetValueOrDefault("Type"), null);
        var defibrillates = kind is DeviceKind.Icd or DeviceKind.CrtD;
        values.Parameters("tbl-battery", isRequired: true);
        values.Leads(isRequired: kind is not (DeviceKind.LoopRecorder or DeviceKind.Unknown), session);
        values.Parameters("tbl-hv", defibrillates);
        values.Parameters("tbl-therapies", defibrillates);
        values.Parameters("tbl-statistics", isRequired: true);
        values.Parameters("tbl-settings", isRequired: false);
        if (kind == DeviceKind.Unknown)
            values.NotUnderstood.Add(new NotUnderstood("device", "Type", "unknown-enum"));
        var parsed = new ParsedTransmission(
            transmission.GetValueOrDefault("Transmission ID") ?? throw new AuroraPageException("no-transmission-id"),
            values.Time(transmission.GetValueOrDefault("Received")) ?? throw new AuroraPageException("no-received-time"),
            session,
            new ParsedDevice(device.GetValueOrDefault("Manufacturer"), device.GetValueOrDefault("Model"), device.GetValueOrDefault("Serial number"), kind),
            values.Measurements,
            values.Episodes(),
            values.Alerts(),
            values.NotUnderstood);
        return new AuroraPage(ParsedPage.Of([parsed]), Listed(values));
    }

    private static List<AuroraListed> Listed(AuroraValues values)
    {
        var table = values.Required("tbl-transmissions");
        return
        [
            .. table.Rows.Select(row => new AuroraListed(
                table.Cell(row, "Transmission ID") ?? throw new AuroraPageException("listed-without-id"),
                values.Time(table.Cell(row, "Received")) ?? throw new AuroraPageException("listed-without-time"))),
        ];
    }

    private static Dictionary<string, string> List(IDocument document, string id)
    {
        var entries = new Dictionary<string, string>();
        foreach (var term in document.GetElementById(id)?.QuerySelectorAll("dt") ?? throw new AuroraPageException("no-section-" + id))
        {
            if (term.NextElementSibling is not { LocalName: "dd" } value)
                continue;

            // A separator may itself be white space.
            var text = AuroraTable.Text(value) is { Length: > 0 } trimmed ? trimmed : value.TextContent;
            if (text.Length > 0 && text != AuroraFormat.Absent && !entries.TryAdd(AuroraTable.Text(term), text))
                throw new AuroraPageException("doubled-entry");
        }

        return entries;
    }
}
