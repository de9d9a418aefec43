using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>The page breaks what the parser relies on.</summary>
internal sealed class AuroraPageException(string reason) : Exception(reason)
{
    /// <summary>Reason code.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A table of the page, read by its header texts and not by position.</summary>
internal sealed class AuroraTable
{
    private readonly Dictionary<string, int> _columns = [];
    private readonly List<string[]> _rows = [];

    private AuroraTable(string id) => Id = id;

    /// <summary>Id of the table.</summary>
    public string Id { get; }

    /// <summary>Rows; a row of the empty notice is none.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>Reads a table; null when the page has none of that id.</summary>
    /// <exception cref="AuroraPageException">It has no header, or a row of another length.</exception>
    public static AuroraTable? Find(IDocument document, string id)
    {
        if (document.GetElementById(id) is not IHtmlTableElement element)
            return null;
        var table = new AuroraTable(id);
        if (element.Head is not { Rows.Length: 1 } head)
            throw new AuroraPageException("no-header");
        foreach (var cell in head.Rows[0].Cells)
        {
            if (!table._columns.TryAdd(Text(cell), table._columns.Count))
                throw new AuroraPageException("doubled-column");
        }

        foreach (var row in element.Bodies.SelectMany(b => b.Rows))
        {
            if (row.Cells is [{ ColumnSpan: > 1 }])
                continue;
            if (row.Cells.Length != table._columns.Count)
                throw new AuroraPageException("ragged-row");
            table._rows.Add([.. row.Cells.Select(Text)]);
        }

        return table;
    }

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A cell of a row; null when the portal says that it is absent.</summary>
    /// <exception cref="AuroraPageException">There is no such column.</exception>
    public string? Cell(string[] row, string column)
    {
        if (!_columns.TryGetValue(column, out var index))
            throw new AuroraPageException("missing-column");
        return row[index] is AuroraFormat.Absent or "" ? null : row[index];
    }

    /// <summary>Text of an element, trimmed; ohm signs are one character.</summary>
    public static string Text(IElement element) => element.TextContent.Trim().Replace('\u2126', 'Ω');
}
