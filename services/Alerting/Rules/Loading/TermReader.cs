using System.Text.Json;

namespace VectorCare.Alerting.Rules.Loading;

/// <summary>Reads the terms.</summary>
internal static class TermReader
{
    /// <summary>Reads all terms; problems are reported, not thrown.</summary>
    public static TermTable Read(JsonElement root, string file, RuleProblems problems)
    {
        var terms = new Dictionary<string, Term>();
        var codes = new Dictionary<int, string>();
        var fields = new Fields(root, file, string.Empty, problems);
        foreach (var entry in fields.Objects("terms"))
        {
            var term = ReadTerm(entry);
            if (!terms.TryAdd(term.Name, term))
                entry.Report("name", $"'{term.Name}' stands twice.");
            foreach (var code in term.Codes.SelectMany(c => c))
            {
                if (!codes.TryAdd(code, term.Name))
                    entry.Report("code", $"{code} belongs to '{codes[code]}' already.");
            }
        }

        fields.Done();
        return problems.None ? new TermTable(terms) : new TermTable(new Dictionary<string, Term>());
    }

    /// <summary>A name in the form in which enumerations are compared: letters and digits, upper case.</summary>
    public static string Normal(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static Term ReadTerm(Fields fields)
    {
        var names = new Dictionary<string, string>();
        var nameCodes = new Dictionary<int, string>();
        foreach (var (name, value) in fields.Members("enums"))
        {
            names[Normal(name)] = name;
            foreach (var alias in value.Texts("aliases"))
                names[Normal(alias)] = name;
            foreach (var code in Numbers(value, "codes"))
                nameCodes[(int)code] = name;
            value.Done();
        }

        var range = Numbers(fields, "range");
        var unit = fields.Text("unit", required: false);
        if (unit.Length > 0 == names.Count > 0)
            fields.Report("unit", "a term has either a unit or enums.");
        if (unit.Length > 0 && (range.Length != 2 || range[0] >= range[1]))
            fields.Report("range", "must be the least and the greatest plausible number.");
        var term = new Term(fields.Text("name"), fields.Text("mdc"), Codes(fields), unit.Length > 0 ? unit : null, range.FirstOrDefault(), range.LastOrDefault(), names, nameCodes);
        fields.Done();
        return term;
    }

    private static int[][] Codes(Fields fields)
    {
        if (fields.Object("channels", required: false) is not { } channels)
            return [[(int)fields.Number("code")]];
        int[][] codes = [.. Channels.Names.Select(c => Numbers(channels, c).Select(n => (int)n).ToArray())];
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i].Length == 0)
                channels.Report(Channels.Names[i], "needs at least one code.");
        }

        channels.Done();
        return codes;
    }

    private static double[] Numbers(Fields fields, string key) =>
        fields.Raw(key, JsonValueKind.Array, required: false) is { } list ? [.. list.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.Number).Select(n => n.GetDouble())] : [];
}
