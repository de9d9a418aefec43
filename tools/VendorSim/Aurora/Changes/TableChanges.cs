namespace VendorSim.Aurora.Changes;

/// <summary>Changes of one table. The first column stays where it names the row.</summary>
internal static class TableChanges
{
    public static Func<AuroraTable, AuroraTable> Reorder(int seed) => table =>
    {
        if (table.LinkPrefix is not null)
            return table;
        var order = Enumerable.Range(0, table.Columns.Count).ToArray();
        new Random(seed).Shuffle(order.AsSpan(1));
        return table with { Columns = Order(table.Columns, order), Rows = [.. table.Rows.Select(row => Order(row, order))] };
    };

    public static Func<AuroraTable, AuroraTable> AddColumn(string name) => table => table with
    {
        Columns = [.. table.Columns, name],
        Rows = [.. table.Rows.Select((row, i) => (string[])[.. row, i.ToString()])],
    };

    public static Func<AuroraTable, AuroraTable> AddRow(string name) => table => table with
    {
        Rows = [[name, .. table.Columns.Skip(1).Select(_ => AuroraPage.Absent)], .. table.Rows],
    };

    public static AuroraTable Millivolts(AuroraTable table, AuroraLocale locale) => table with
    {
        Rows = [.. table.Rows.Select(row => row[2] == "V" ? (string[])[row[0], Numbers.Map(row[1], locale, v => v * 1000), "mV", row[3]] : row)],
    };

    public static Func<AuroraTable, AuroraTable> SwapLabels(int seed) => table =>
    {
        if (table.Rows.Count < 2)
            return table;
        var (a, b) = Two(seed, table.Rows.Count);
        var rows = table.Rows.Select(r => (string[])[.. r]).ToList();
        (rows[a][0], rows[b][0]) = (rows[b][0], rows[a][0]);
        return table with { Rows = rows };
    };

    public static Func<AuroraTable, AuroraTable> SwapHeaders(int seed) => table =>
    {
        var columns = table.Columns.ToArray();
        var (a, b) = Two(seed, columns.Length - 1);
        (columns[a + 1], columns[b + 1]) = (columns[b + 1], columns[a + 1]);
        return table with { Columns = columns };
    };

    public static Func<AuroraTable, AuroraTable> SwapCells(int seed) => table =>
    {
        var (a, b) = Two(seed, table.Columns.Count - 1);
        var rows = table.Rows.Select(r => (string[])[.. r]).ToList();
        foreach (var row in rows)
            (row[a + 1], row[b + 1]) = (row[b + 1], row[a + 1]);
        return table with { Rows = rows };
    };

    public static AuroraTable RotateRows(AuroraTable table) => table.Rows.Count < 2 ? table : table with
    {
        Rows = [.. table.Rows.Select((row, i) => (string[])[row[0], .. table.Rows[(i + 1) % table.Rows.Count].Skip(1)])],
    };

    public static AuroraTable Shift(AuroraTable table) => table with { Rows = [.. table.Rows.Select(row => (string[])[row[0], row[^1], .. row[1..^1]])] };

    public static Func<AuroraTable, AuroraTable> Merge(int seed) => table =>
    {
        var at = 1 + new Random(seed).Next(table.Columns.Count - 2);
        string[] Merged(IReadOnlyList<string> cells, string between) => [.. cells.Take(at), cells[at] + between + cells[at + 1], .. cells.Skip(at + 2)];
        return table with { Columns = Merged(table.Columns, " / "), Rows = [.. table.Rows.Select(row => Merged(row, " @ "))] };
    };

    public static AuroraTable AbsentAsZero(AuroraTable table) => table with
    {
        Rows = [.. table.Rows.Select(row => row.Select((cell, i) => cell == AuroraPage.Absent && table.Columns[i] is not ("Unit" or "Result") ? "0" : cell).ToArray())],
    };

    private static (int A, int B) Two(int seed, int of)
    {
        var random = new Random(seed);
        var a = random.Next(of);
        return (a, (a + 1 + random.Next(of - 1)) % of);
    }

    private static string[] Order(IReadOnlyList<string> cells, int[] order) => [.. order.Select(i => cells[i])];
}
