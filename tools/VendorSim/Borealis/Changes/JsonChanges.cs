using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VendorSim.Aurora;
using static VendorSim.Changes.PortalChange;

namespace VendorSim.Borealis.Changes;

/// <summary>Draws changes of the JSON API by kind and seed.</summary>
internal static partial class JsonChanges
{
    private static readonly Func<string, string> SameText = text => text;

    private static readonly Dictionary<string, Func<Random, (bool Breaks, Action<JsonObject> OnPage, Func<string, string> OnText)>> Makers = new(StringComparer.Ordinal)
    {
        ["reordered-properties"] = r => Harmless(JsonEdits.Shuffle(r.Next())),
        ["extra-property"] = r => Harmless(JsonEdits.Add(Pick(r, ["battery", "settings", "statistics", "leads", "transmissions", "device"]), Pick(r, BorealisNames.News), () => "none")),
        ["extra-envelope"] = r => Envelope(r.Next(1000), Pick(r, BorealisNames.News)),
        ["empty-list"] = r => Harmless(JsonEdits.Add("transmissions", Pick(r, BorealisNames.News) + "s", () => new JsonArray())),
        ["declared-unit"] = _ => Harmless(JsonEdits.Set("voltage", q => JsonEdits.Scaled(q, 1000, "mV"))),
        ["spelled-unit"] = _ => Harmless(JsonEdits.EachQuantity(q => JsonEdits.Scaled(q, 1, q["unit"]!.GetValue<string>() == "Ohm" ? "Ω" : null))),
        ["written-offset"] = _ => HarmlessText(text => Instants().Replace(text, "$1+00:00\"")),
        ["indented"] = _ => HarmlessText(text => JsonNode.Parse(text)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })),
        ["written-decimals"] = _ => HarmlessText(text => Wholes().Replace(text, "$1.0")),
        ["escaped"] = _ => HarmlessText(text => text.Replace("/", "\\/", StringComparison.Ordinal).Replace("a", "\\u0061", StringComparison.Ordinal)),
        ["text-for-number"] = _ => Harmless(JsonEdits.EachQuantity(q => new JsonObject { ["value"] = Number(q), ["unit"] = q["unit"]!.GetValue<string>() })),
        ["white-space"] = r => Spaces(new string(' ', r.Next(1, 4))),

        ["renamed-quantity"] = r => Breaking(JsonEdits.Rename(Pick(r, BorealisNames.Quantities), Pick(r, BorealisNames.Prefixes))),
        ["renamed-value"] = r => Breaking(JsonEdits.Rename(Pick(r, BorealisNames.Leaves), Pick(r, BorealisNames.Prefixes))),
        ["renamed-object"] = r => Breaking(JsonEdits.Rename(Pick(r, BorealisNames.Objects), Pick(r, BorealisNames.Prefixes))),
        ["renamed-several"] = r => Breaking(JsonEdits.Rename(Some(r, BorealisNames.Renamed))),
        ["removed-quantity"] = r => Breaking(JsonEdits.Remove(Pick(r, BorealisNames.Quantities))),
        ["removed-value"] = r => Breaking(JsonEdits.Remove(Pick(r, BorealisNames.Leaves))),
        ["removed-object"] = r => Breaking(JsonEdits.Remove(Pick(r, BorealisNames.Objects))),
        ["removed-units"] = _ => Breaking(JsonEdits.Remove("unit")),
        ["silent-unit"] = r => Scale(Pick(r, BorealisNames.Quantities), Pick(r, [0.001, 0.01, 0.1, 1 / 12.0, 2, 10, 12, 100, 1000])),
        ["unknown-unit"] = r => Breaking(JsonEdits.Set(Pick(r, BorealisNames.Quantities), q => JsonEdits.Scaled(q, 1, "au"))),
        ["swapped-quantities"] = r => Breaking(Pick(r, [JsonEdits.Swap("threshold", "sensing"), JsonEdits.Swap("threshold", "programmedAmplitude"), JsonEdits.Swap("atrialPacing", "ventricularPacing"), JsonEdits.Swap("shocksTotal", "atpTotal"), JsonEdits.Swap("longevity", "remaining")])),
        ["swapped-leads"] = _ => Breaking(JsonEdits.RotateLeads),
        ["decimal-comma"] = _ => Breaking(JsonEdits.EachQuantity(q => new JsonObject { ["value"] = Number(q).Replace('.', ','), ["unit"] = q["unit"]!.GetValue<string>() })),
        ["flat-quantities"] = _ => Breaking(JsonEdits.EachQuantity(q => q["value"]!.GetValue<double>())),
        ["merged-quantities"] = _ => Breaking(JsonEdits.EachQuantity(q => Number(q) + " " + q["unit"]!.GetValue<string>())),
        ["split-quantity"] = r => Split(Pick(r, BorealisNames.Quantities)),
        ["deeper"] = _ => Breaking(page => page["data"] = Detached(page, "transmissions")),
        ["lists-for-objects"] = _ => Breaking(JsonEdits.Set("battery", b => new JsonArray(b.DeepClone()))),
        ["rounded"] = _ => Breaking(JsonEdits.EachQuantity(q => JsonEdits.Scaled(Rounded(q), 1))),
        ["time-zone"] = r => Breaking(JsonEdits.Zone(Pick(r, [-5, -1, 1, 2, 9]))),
        ["wrong-patient"] = _ => Breaking(JsonEdits.Nothing),
        ["values-of-another"] = _ => Breaking(JsonEdits.Nothing),
        ["error-page"] = r => Page($$"""{"type":"https://borealis.example/problems/server-error","title":"Server error","status":500,"detail":"Error {{r.Next(9000)}}."}"""),
        ["login-page"] = r => Page(AuroraSmallPages.Login($"token-{r.Next(9000)}", null)),
        ["half-page"] = r => Half(r.NextDouble()),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Makers.Keys];

    /// <summary>Draws a change.</summary>
    public static JsonChange Draw(string kind, int seed)
    {
        var (breaks, onPage, onText) = Makers[kind](RandomOf(kind, seed));
        return new JsonChange(kind, seed, breaks, onPage, onText)
        {
            OnlyRenames = kind.StartsWith("renamed-", StringComparison.Ordinal),
            OtherPatient = kind is "wrong-patient" or "values-of-another",
            KeepsIdentity = kind == "values-of-another",
        };
    }

    private static (bool, Action<JsonObject>, Func<string, string>) Harmless(Action<JsonObject> change) => (false, change, SameText);

    private static (bool, Action<JsonObject>, Func<string, string>) HarmlessText(Func<string, string> change) => (false, JsonEdits.Nothing, change);

    private static (bool, Action<JsonObject>, Func<string, string>) Breaking(Action<JsonObject> change) => (true, change, SameText);

    private static (bool, Action<JsonObject>, Func<string, string>) BreakingText(Func<string, string> change) => (true, JsonEdits.Nothing, change);

    private static (bool, Action<JsonObject>, Func<string, string>) Envelope(int release, string node) => Harmless(JsonEdits.Add("", "meta", () => new JsonObject { ["release"] = release, ["node"] = node }));

    private static (bool, Action<JsonObject>, Func<string, string>) Spaces(string spaces) => HarmlessText(text => text.Replace("\":", "\" :" + spaces, StringComparison.Ordinal) + "\r\n");

    private static (bool, Action<JsonObject>, Func<string, string>) Page(string page) => BreakingText(_ => page);

    private static (bool, Action<JsonObject>, Func<string, string>) Scale(string name, double factor) => Breaking(JsonEdits.Set(name, q => JsonEdits.Scaled(q, factor)));

    private static (bool, Action<JsonObject>, Func<string, string>) Half(double share) => BreakingText(text => text[..(int)(text.Length * share)]);

    private static (bool, Action<JsonObject>, Func<string, string>) Split(string name) => Breaking(JsonEdits.Rewrite(o => o.SelectMany(p => p.Key == name ? (IEnumerable<(string, JsonNode?)>)[(name + "Min", p.Value), (name + "Max", p.Value)] : [(p.Key, p.Value)])));

    private static JsonObject Detached(JsonObject page, string name)
    {
        var value = page[name];
        page.Remove(name);
        return new JsonObject { [name] = value };
    }

    private static JsonObject Rounded(JsonObject quantity) => new() { ["value"] = Math.Round(quantity["value"]!.GetValue<double>()), ["unit"] = quantity["unit"]!.GetValue<string>() };

    private static string Number(JsonNode quantity) => quantity["value"]!.GetValue<double>().ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("(\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)Z\"")]
    private static partial Regex Instants();

    [GeneratedRegex("(\"value\":\\d+)(?=[,}])")]
    private static partial Regex Wholes();
}
