using VendorSim.Aurora.Changes;

namespace VendorSim.Aurora;

/// <summary>Versions of the portal's markup. Those that change the page's content work on the model, the rest at the endpoint.</summary>
internal static class AuroraMarkup
{
    public const string Original = "v1";
    public const string LoginPage = "login-page";
    public const string HalfPage = "half-page";
    public const string WrongPatient = "wrong-patient";
    public const string ErrorPage = "error-page";

    /// <summary>Labels of the first version with those that <c>relabelled</c> gives them.</summary>
    public static IReadOnlyDictionary<string, string> Renamed { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Battery voltage"] = "Cell voltage",
        ["Remaining longevity"] = "Estimated service time",
        ["Battery status"] = "Battery phase",
        ["Shock impedance"] = "HV impedance",
        ["AT/AF burden"] = "Atrial arrhythmia burden",
        ["Shocks since last session"] = "New shocks",
        ["Lead"] = "Chamber",
        ["Threshold (V)"] = "Capture (V)",
        ["Sensing (mV)"] = "P/R wave (mV)",
        ["Onset"] = "Started",
        ["Result"] = "Outcome",
    };

    private static readonly Dictionary<string, Func<AuroraPage, AuroraPage>> Changes = new(StringComparer.Ordinal)
    {
        ["cosmetic"] = page => page with { ClassPrefix = "x7-" },
        ["relabelled"] = page => Tables.Relabel(Renamed)(page),
        ["reordered-columns"] = page => page with { Tables = [.. page.Tables.Select(Reverse)] },
        ["swapped-rows"] = page => page with { Tables = [.. page.Tables.Select(SwapRows)] },
        ["unit-change"] = page => page with { Tables = [.. page.Tables.Select(table => ChangeUnits(table, page.Locale))] },
    };

    public static readonly string[] Names = [Original, .. Changes.Keys, LoginPage, HalfPage, WrongPatient, ErrorPage];

    public static AuroraPage Apply(string? version, AuroraPage page) =>
        version is not null && Changes.TryGetValue(version, out var change) ? change(page) : page;

    // The first column stays: it names the row.
    private static AuroraTable Reverse(AuroraTable table) => table.LinkPrefix is not null ? table : table with
    {
        Columns = [table.Columns[0], .. table.Columns.Skip(1).Reverse()],
        Rows = [.. table.Rows.Select(row => (string[])[row[0], .. row.Skip(1).Reverse()])],
    };

    // The labels stay where they were, the values below them change places.
    private static AuroraTable SwapRows(AuroraTable table)
    {
        if (table.Id != "tbl-leads" || table.Rows.Count < 2)
            return table;
        var rows = table.Rows.ToList();
        rows[0] = [table.Rows[0][0], .. table.Rows[1][1..]];
        rows[1] = [table.Rows[1][0], .. table.Rows[0][1..]];
        return table with { Rows = rows };
    }

    // Volts become millivolts, without a word about it in the lead table's header.
    private static AuroraTable ChangeUnits(AuroraTable table, AuroraLocale locale)
    {
        string Thousandfold(string cell) => cell == AuroraPage.Absent ? cell
            : locale.Number(1_000 * double.Parse(cell.Replace(locale.ThousandsSeparator, "").Replace(locale.DecimalSeparator, "."), System.Globalization.CultureInfo.InvariantCulture));
        return table.Id switch
        {
            "tbl-battery" => table with { Rows = [.. table.Rows.Select(row => row[2] == "V" ? (string[])[row[0], Thousandfold(row[1]), "mV", row[3]] : row)] },
            "tbl-leads" => table with { Rows = [.. table.Rows.Select(row => row.Select((cell, i) => i == 2 ? Thousandfold(cell) : cell).ToArray())] },
            _ => table,
        };
    }
}
