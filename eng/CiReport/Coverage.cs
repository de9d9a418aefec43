using System.Xml.Linq;

namespace CiReport;

/// <summary>Line coverage over all cobertura files: a line counts once, and is covered when any test run covered it.</summary>
internal sealed record Coverage(int Lines, double Percent, IReadOnlyList<KeyValuePair<string, double>> ByAssembly)
{
    private static readonly string[] NotShipped = [".Tests", "Dapr.Conformance", "VectorCare.TestKit", "VectorCare.Bench", "xunit"];

    public static Coverage Read(string folder)
    {
        var lines = new Dictionary<(string Assembly, string File, int Line), bool>();
        foreach (var file in Directory.GetFiles(folder, "*.cobertura.xml", SearchOption.AllDirectories))
        {
            foreach (var package in XDocument.Load(file).Descendants("package"))
                Add(package, lines);
        }

        return new Coverage(lines.Count, Share(lines), [.. lines.GroupBy(l => l.Key.Assembly).Select(g => KeyValuePair.Create(g.Key, Share(g))).OrderBy(p => p.Value)]);
    }

    private static void Add(XElement package, Dictionary<(string Assembly, string File, int Line), bool> lines)
    {
        var assembly = (string?)package.Attribute("name") ?? "?";
        if (NotShipped.Any(assembly.Contains))
            return;
        foreach (var type in package.Descendants("class"))
        {
            var source = (string?)type.Attribute("filename") ?? "?";
            if (!source.StartsWith(Environment.CurrentDirectory, StringComparison.Ordinal) || source.Contains("/obj/", StringComparison.Ordinal) || source.EndsWith(".g.cs", StringComparison.Ordinal))
                continue;
            foreach (var line in type.Descendants("line"))
            {
                var key = (assembly, Path.GetFileName(source) + "|" + (string?)type.Attribute("name"), (int)line.Attribute("number")!);
                lines[key] = lines.GetValueOrDefault(key) || (long)line.Attribute("hits")! > 0;
            }
        }
    }

    private static double Share(IEnumerable<KeyValuePair<(string Assembly, string File, int Line), bool>> lines)
    {
        var (all, covered) = lines.Aggregate((All: 0, Covered: 0), (sum, l) => (sum.All + 1, sum.Covered + (l.Value ? 1 : 0)));
        return all == 0 ? 0 : 100.0 * covered / all;
    }
}
