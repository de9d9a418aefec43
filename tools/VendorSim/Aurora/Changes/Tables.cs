using System.Globalization;

namespace VendorSim.Aurora.Changes;

/// <summary>Changes of a page's content.</summary>
internal static class Tables
{
    public static Func<AuroraPage, AuroraPage> Classes(string prefix) => page => page with { ClassPrefix = prefix };

    public static Func<AuroraPage, AuroraPage> Each(Func<AuroraTable, AuroraTable> change) => page => page with { Tables = [.. page.Tables.Select(change)] };

    public static Func<AuroraPage, AuroraPage> One(string id, Func<AuroraTable, AuroraTable> change) => Each(table => table.Id == id ? change(table) : table);

    public static Func<AuroraPage, AuroraPage> OneWith(string id, Func<AuroraTable, AuroraLocale, AuroraTable> change) => page => One(id, table => change(table, page.Locale))(page);

    public static Func<AuroraPage, AuroraPage> Shuffle(int seed) => page =>
    {
        var tables = page.Tables.ToArray();
        new Random(seed).Shuffle(tables);
        return page with { Tables = tables };
    };

    public static Func<AuroraPage, AuroraPage> Add(string name, int at) => page =>
    {
        var tables = page.Tables.ToList();
        tables.Insert(Math.Min(at, tables.Count), new AuroraTable("tbl-more", name, ["Parameter", "Value"], [[name, "1"]]));
        return page with { Tables = tables };
    };

    public static Func<AuroraPage, AuroraPage> Remove(string id) => page => page with { Tables = [.. page.Tables.Where(t => t.Id != id)] };

    /// <summary>Renames a row, or removes it when there is no prefix.</summary>
    public static Func<AuroraPage, AuroraPage> Relabel(string label, string? prefix) => Each(table => table with
    {
        Rows = [.. table.Rows.Where(row => prefix is not null || row[0] != label).Select(row => row[0] == label ? (string[])[prefix + label, .. row.Skip(1)] : row)],
    });

    /// <summary>Gives rows and columns other names.</summary>
    public static Func<AuroraPage, AuroraPage> Relabel(IReadOnlyDictionary<string, string> names) => Each(table => table with
    {
        Columns = [.. table.Columns.Select(column => names.GetValueOrDefault(column, column))],
        Rows = [.. table.Rows.Select(row => (string[])[names.GetValueOrDefault(row[0], row[0]), .. row.Skip(1)])],
    });

    /// <summary>Renames a column, or removes it when there is no prefix.</summary>
    public static Func<AuroraPage, AuroraPage> Rename(string column, string? prefix) => Each(table =>
    {
        var at = table.Columns.ToList().IndexOf(column);
        if (at < 0)
            return table;
        return prefix is not null
            ? table with { Columns = [.. table.Columns.Select((c, i) => i == at ? prefix + c : c)] }
            : table with { Columns = [.. table.Columns.Where((_, i) => i != at)], Rows = [.. table.Rows.Select(row => row.Where((_, i) => i != at).ToArray())] };
    });

    public static Func<AuroraPage, AuroraPage> Term(string term, string prefix) => page => page with
    {
        Lists = [.. page.Lists.Select(list => list with { Entries = [.. list.Entries.Select(e => e.Term == term ? (prefix + term, e.Value) : e)] })],
    };

    public static Func<AuroraPage, AuroraPage> Split(string column) => Each(table =>
    {
        var at = table.Columns.ToList().IndexOf(column);
        return at < 0 ? table : table with
        {
            Columns = [.. table.Columns.Take(at), column + " min", column + " max", .. table.Columns.Skip(at + 1)],
            Rows = [.. table.Rows.Select(row => (string[])[.. row[..at], row[at], row[at], .. row[(at + 1)..]])],
        };
    });

    /// <summary>Multiplies the values of a row or column without a word about it.</summary>
    public static Func<AuroraPage, AuroraPage> Scale(string label, double factor) => page => Each(table => table with
    {
        Rows = [.. table.Rows.Select(row => row.Select((cell, i) => (row[0] == label && table.Columns[i] == "Value") || table.Columns[i] == label ? Numbers.Map(cell, page.Locale, v => v * factor) : cell).ToArray())],
    })(page);

    public static AuroraPage Round(AuroraPage page) => Each(table => table with
    {
        Rows = [.. table.Rows.Select(row => row.Select((cell, i) => i > 0 && table.LinkPrefix is null ? Numbers.Map(cell, page.Locale, v => Math.Round(v)) : cell).ToArray())],
    })(page);

    /// <summary>Writes numbers with a point where the page says comma, and the other way round.</summary>
    public static AuroraPage Separators(AuroraPage page) => Each(table => table with
    {
        Rows = [.. table.Rows.Select(row => row.Select((cell, i) => i > 0 && cell.All(c => char.IsAsciiDigit(c) || c is '.' or ',') ? cell.Replace('.', '\t').Replace(',', '.').Replace('\t', ',') : cell).ToArray())],
    })(page);

    /// <summary>Shows times in another zone than the page declares.</summary>
    public static Func<AuroraPage, AuroraPage> Zone(int hours) => page =>
    {
        string Moved(string cell) => DateTime.TryParseExact(cell, page.Locale.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.AddHours(hours).ToString(page.Locale.TimeFormat, CultureInfo.InvariantCulture) : cell;
        return page with
        {
            Tables = [.. page.Tables.Select(table => table with { Rows = [.. table.Rows.Select(row => row.Select(Moved).ToArray())] })],
            Lists = [.. page.Lists.Select(list => list with { Entries = [.. list.Entries.Select(e => (e.Term, Moved(e.Value)))] })],
        };
    };

    /// <summary>Shows a second table under the id of the lead table before it, with values of another time.</summary>
    public static Func<AuroraPage, AuroraPage> Double(int factor) => page =>
    {
        var leads = page.Tables.FirstOrDefault(t => t.Id == "tbl-leads");
        return leads is null ? page : page with { Tables = [Scale("Threshold (V)", factor)(page).Tables.Single(t => t.Id == "tbl-leads"), .. page.Tables] };
    };
}
