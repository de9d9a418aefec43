using System.Globalization;
using System.Reflection;

namespace VectorCare.Scraper.Structure;

/// <summary>The references that come with the program: text, one file for each vendor and kind of page, so that a change of them can be read.</summary>
internal sealed class StructureReferences(IEnumerable<StructureReference> references)
{
    private const string Prefix = "structure/";
    private readonly Dictionary<(string Vendor, string Page, string Variant), StructureReference> _all = references.ToDictionary(r => (r.Vendor, r.Page, r.Variant));

    /// <summary>What a page is compared with; null where nobody knows how it looks. A page that does not even say which form it has is compared with any.</summary>
    public StructureReference? Find(string vendor, string page, string variant) =>
        _all.TryGetValue((vendor, page, variant), out var reference) ? reference : variant.Length == 0 ? _all.Values.FirstOrDefault(r => r.Vendor == vendor && r.Page == page) : null;

    /// <summary>Compares a page with what pages of its kind look like; null where nobody knows.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="page">Kind of page.</param>
    /// <param name="shape">The page.</param>
    public StructureDrift? Compare(string vendor, string page, PageShape shape) => Find(vendor, page, shape.Variant)?.Compare(shape);

    /// <summary>Those that come with the program.</summary>
    public static StructureReferences Load()
    {
        var assembly = typeof(StructureReferences).Assembly;
        return new StructureReferences(assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).SelectMany(name => Read(assembly, name)));
    }

    /// <summary>Name of the file of a kind of page.</summary>
    public static string FileOf(string vendor, string page) => $"{vendor}.{page}.tsv";

    /// <summary>Writes references of one kind of page.</summary>
    public static IEnumerable<string> Write(IEnumerable<StructureReference> references) => references.SelectMany(r => (IEnumerable<string>)
    [
        string.Create(CultureInfo.InvariantCulture, $"form\t{r.Variant}\t{r.Length}"),
        .. r.Entries.Select(e => $"{e.Shingle.Kind}\t{e.Shingle.Place}\t{e.Shingle.Name}{(e.Always ? "\talways" : string.Empty)}"),
    ]);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IEnumerable<StructureReference> Read(string vendor, string page, IEnumerable<string> lines)
    {
        (string Variant, int Length)? form = null;
        var entries = new List<(Shingle, bool)>();
        foreach (var cells in lines.Where(l => l.Length > 0).Select(l => l.Split('\t')).Append(["form", string.Empty, "0"]))
        {
            if (cells[0] != "form")
            {
                entries.Add((new Shingle(Enum.Parse<ShingleKind>(cells[0]), cells[1], cells[2]), cells.Length > 3));
                continue;
            }

            if (form is { } complete)
                yield return new StructureReference(vendor, page, complete.Variant, complete.Length, entries);
            form = (cells[1], int.Parse(cells[2], CultureInfo.InvariantCulture));
            entries = [];
        }
    }

    private static IEnumerable<StructureReference> Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return [.. name[Prefix.Length..].Split('.') is [var vendor, var page, ..] ? Read(vendor, page, reader.ReadToEnd().Split('\n').Select(l => l.TrimEnd('\r'))) : []];
    }
}
