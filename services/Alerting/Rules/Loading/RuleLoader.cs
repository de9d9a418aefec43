using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Loading;

/// <summary>Loads, checks and compiles the catalogue; every problem is told at once.</summary>
internal static partial class RuleLoader
{
    private const string Prefix = "Catalogue.";
    private const string TermsFile = "terms.json";

    /// <summary>The catalogue built into the service.</summary>
    /// <exception cref="RuleCatalogueException">It has problems.</exception>
    public static RuleCatalogue LoadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return Load(assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix) && n.EndsWith(".json")).Select(name =>
        {
            using var stream = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (name[Prefix.Length..], stream.ReadToEnd());
        }));
    }

    /// <summary>A catalogue of files.</summary>
    /// <param name="files">File names and their JSON; one is <c>terms.json</c>.</param>
    /// <exception cref="RuleCatalogueException">It has problems.</exception>
    public static RuleCatalogue Load(IEnumerable<(string File, string Json)> files)
    {
        var problems = new RuleProblems();
        var parsed = new List<(string File, JsonElement Root)>();
        foreach (var (file, json) in files.OrderBy(f => f.File, StringComparer.Ordinal).Where(f => !f.File.EndsWith(".schema.json")))
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                parsed.Add((file, document.RootElement.Clone()));
            }
            catch (JsonException error)
            {
                problems.Add(file, $"line {error.LineNumber + 1}", "is not JSON.");
            }
        }

        var terms = parsed.FirstOrDefault(p => p.File == TermsFile) is { File: not null } found
            ? TermReader.Read(found.Root, TermsFile, problems)
            : new TermTable(new Dictionary<string, Term>());
        if (terms.ByName.Count == 0)
            problems.Add(TermsFile, "terms", "there are no usable terms.");
        var rules = new List<Rule>();
        var slots = 0;
        foreach (var (file, root) in parsed.Where(p => p.File != TermsFile))
        {
            var rule = Read(new Fields(root, file, string.Empty, problems), terms, ref slots);
            if (rules.Any(r => r.Id == rule.Id))
                problems.Add(file, "id", $"'{rule.Id}' stands twice.");
            else
                rules.Add(rule);
            if (file != rule.Id + ".json")
                problems.Add(file, "id", $"'{rule.Id}' must be the file's name.");
        }

        return problems.None ? new RuleCatalogue(rules, terms) : throw new RuleCatalogueException(problems.All);
    }

    private static Rule Read(Fields f, TermTable terms, ref int slots)
    {
        var id = f.Text("id");
        if (!IdForm().IsMatch(id))
            f.Report("id", "must look like VT-01.");
        var version = f.Text("version");
        if (!VersionForm().IsMatch(version))
            f.Report("version", "must be a semantic version, for example 1.0.0.");
        if (!DateTimeOffset.TryParseExact(f.Text("effectiveFrom"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var effective))
            f.Report("effectiveFrom", "must be a date, for example 2025-01-31.");
        var kind = f.OneOf<RuleKind>("kind");
        var thresholds = ReadThresholds(f, id, ref slots);
        var perChannel = f.Flag("perChannel");
        var hysteresis = f.Number("hysteresisPercent", 0);
        if (hysteresis is < 0 or > 50)
            f.Report("hysteresisPercent", "must lie between 0 and 50.");
        Conditions.Condition? condition = null;
        if (f.Object("condition", required: kind != RuleKind.Raised) is { } inner)
        {
            var reader = new ConditionReader(terms, thresholds, perChannel);
            condition = reader.Read(inner);
            foreach (var unused in reader.Unused)
                f.Report("thresholds." + unused, "no condition uses it.");
            if (kind == RuleKind.Connectivity != condition is Conditions.SilenceCondition)
                f.Report("kind", "Connectivity goes with a condition of type silence, and only that.");
        }

        var rule = new Rule(
            id, version, f.OneOf<AlertSeverity>("severity"), kind, f.Text("title"), f.Text("rationale"), f.Text("source"), effective,
            perChannel, f.Flag("latch"), f.Flag("shadow"), hysteresis / 100, [.. thresholds.Values], condition, f.Raw("examples", JsonValueKind.Array, required: true) ?? default);
        f.Done();
        return rule;
    }

    private static Dictionary<string, Threshold> ReadThresholds(Fields f, string rule, ref int slots)
    {
        var thresholds = new Dictionary<string, Threshold>();
        foreach (var (key, t) in f.Members("thresholds"))
        {
            var basis = t.Text("basis");
            if (basis is not ("P" or "C" or "E"))
                t.Report("basis", "must be P (published), C (computed) or E (engineering default).");
            var threshold = new Threshold(slots++, rule, key, t.Number("default"), t.Text("unit"), t.Number("min"), t.Number("max"), basis == "E");
            if (!(threshold.Min <= threshold.Default && threshold.Default <= threshold.Max))
                t.Report("default", $"{threshold.Default} lies outside {threshold.Min} to {threshold.Max}.");
            t.Text("note", required: false);
            t.Done();
            thresholds[key] = threshold;
        }

        return thresholds;
    }

    [GeneratedRegex("^[A-Z]{2,4}-[0-9]{2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex VersionForm();
}
