using System.Globalization;
using System.Text.Json.Nodes;

namespace VendorSim.Borealis.Changes;

/// <summary>Changes of an answer's content; names are those of properties, wherever they stand.</summary>
internal static class JsonEdits
{
    public static void Nothing(JsonObject page)
    {
    }

    /// <summary>Writes every object's properties anew.</summary>
    public static Action<JsonObject> Rewrite(Func<JsonObject, IEnumerable<(string Name, JsonNode? Value)>> properties) => page =>
    {
        foreach (var one in Objects(page).ToList())
        {
            var now = properties(one).Select(p => (p.Name, Value: p.Value?.DeepClone())).ToList();
            one.Clear();
            foreach (var (name, value) in now)
                one[name] = value;
        }
    };

    public static Action<JsonObject> Rename(string name, string prefix) => Rewrite(o => o.Select(p => (p.Key == name ? prefix + char.ToUpperInvariant(name[0]) + name[1..] : p.Key, p.Value)));

    public static Action<JsonObject> Rename(IReadOnlyDictionary<string, string> names) => Rewrite(o => o.Select(p => (names.GetValueOrDefault(p.Key, p.Key), p.Value)));

    public static Action<JsonObject> Remove(string name) => Rewrite(o => o.Where(p => p.Key != name).Select(p => (p.Key, p.Value)));

    public static Action<JsonObject> Shuffle(int seed) => Rewrite(o =>
    {
        var all = o.Select(p => (p.Key, p.Value)).ToArray();
        new Random(seed).Shuffle(all);
        return all;
    });

    /// <summary>Replaces the value of a property.</summary>
    public static Action<JsonObject> Set(string name, Func<JsonNode, JsonNode?> change) => Rewrite(o => o.Select(p => (p.Key, p.Key == name && p.Value is not null ? change(p.Value) : p.Value)));

    /// <summary>Replaces every quantity.</summary>
    public static Action<JsonObject> EachQuantity(Func<JsonObject, JsonNode?> change) => Rewrite(o => o.Select(p => (p.Key, p.Value is JsonObject q && IsQuantity(q) ? change(q) : p.Value)));

    /// <summary>Adds a property to every object of a name; to the answer itself where the name is empty.</summary>
    public static Action<JsonObject> Add(string where, string name, Func<JsonNode> value) => page =>
    {
        foreach (var one in where.Length == 0 ? [page] : Named(page, where).ToList())
            one[name] = value();
    };

    public static JsonObject Scaled(JsonNode quantity, double factor, string? unit = null) => new()
    {
        ["value"] = Math.Round(quantity["value"]!.GetValue<double>() * factor, 6),
        ["unit"] = unit ?? quantity["unit"]!.GetValue<string>(),
    };

    /// <summary>Two properties of the same object change their values.</summary>
    public static Action<JsonObject> Swap(string one, string other) => Rewrite(o => o.ContainsKey(one) && o.ContainsKey(other)
        ? o.Select(p => (p.Key, p.Key == one ? o[other] : p.Key == other ? o[one] : p.Value))
        : o.Select(p => (p.Key, p.Value)));

    /// <summary>Each lead gets the chamber of the next.</summary>
    public static void RotateLeads(JsonObject page)
    {
        foreach (var leads in Objects(page).Select(o => o["leads"]).OfType<JsonArray>().ToList())
        {
            var chambers = leads.Select(l => l!["chamber"]!.GetValue<string>()).ToArray();
            for (var i = 0; i < leads.Count; i++)
                leads[i]!["chamber"] = chambers[(i + 1) % chambers.Length];
        }
    }

    /// <summary>Shows times of another zone as if they were UTC.</summary>
    public static Action<JsonObject> Zone(int hours) => Rewrite(o => o.Select(p => (p.Key, BorealisNames.Times.Contains(p.Key) ? Moved(p.Value!, hours) : p.Value)));

    private static JsonNode Moved(JsonNode time, int hours) => BorealisJson.Time(DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture).AddHours(hours));

    private static bool IsQuantity(JsonObject one) => one.Count == 2 && one.ContainsKey("value") && one.ContainsKey("unit");

    private static IEnumerable<JsonObject> Named(JsonObject page, string name) =>
        Objects(page).SelectMany(o => o[name] switch { JsonObject one => [one], JsonArray many => many.OfType<JsonObject>(), _ => [] });

    /// <summary>All objects, those inside of others first.</summary>
    private static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        IEnumerable<JsonNode?> inside = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        foreach (var one in inside.SelectMany(Objects))
            yield return one;
        if (node is JsonObject self)
            yield return self;
    }
}
