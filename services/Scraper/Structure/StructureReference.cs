namespace VectorCare.Scraper.Structure;

/// <summary>What the pages of a kind look like while nothing has changed: every shingle that was seen, and which of them are always there where their place is.</summary>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Page">Kind of page.</param>
/// <param name="Variant">Form of the page, see <see cref="PageShape.Variant"/>.</param>
/// <param name="Length">Median length in bytes.</param>
/// <param name="Entries">The shingles, in the order of the page.</param>
internal sealed record StructureReference(string Vendor, string Page, string Variant, int Length, IReadOnlyList<(Shingle Shingle, bool Always)> Entries)
{
    private readonly Dictionary<Shingle, int> _known = Entries.Select((e, i) => (e.Shingle, i)).ToDictionary(e => e.Shingle, e => e.i);
    private readonly (Shingle Shingle, bool Always)[] _always = [.. Entries.Where(e => e.Always)];
    private readonly HashSet<string> _names = [.. Entries.Where(e => e.Shingle.Kind == ShingleKind.Field).Select(e => e.Shingle.Name)];
    private readonly ILookup<string, Shingle> _fields = Entries.Where(e => e.Shingle.Kind == ShingleKind.Field).Select(e => e.Shingle).ToLookup(s => s.Place);

    /// <summary>Compares a page.</summary>
    public StructureDrift Compare(PageShape shape)
    {
        var here = shape.Shingles;
        var places = here.Select(s => (s.Kind, s.Place)).ToHashSet();
        Shingle[] novel = [.. here.Where(s => !_known.ContainsKey(s))];
        Shingle[] missing = [.. _always.Select(a => a.Shingle).Where(s => !here.Contains(s) && (s.Place.Length == 0 || places.Contains((s.Kind, s.Place))))];
        var score = shape.Overflows ? 1 : (double)(novel.Length + missing.Length) / Math.Max(1, here.Count + missing.Length);
        // A name that is known from another place says what stands there: as a new name it would rename that too.
        return new StructureDrift(this, shape, score, novel, missing) { Renames = FieldRenames.Find([.. novel.Where(n => !_names.Contains(n.Name))], missing, place => _fields[place].Where(f => !here.Contains(f))) };
    }

    /// <summary>Learns from pages, each as it is while nothing has changed.</summary>
    public static IEnumerable<StructureReference> Learn(string vendor, string page, IEnumerable<PageShape> shapes)
    {
        foreach (var form in shapes.GroupBy(s => s.Variant))
        {
            var count = new Dictionary<Shingle, int>();
            var places = new Dictionary<(ShingleKind, string), int>();
            foreach (var shape in form)
            {
                foreach (var shingle in shape.Shingles)
                    count[shingle] = count.GetValueOrDefault(shingle) + 1;
                foreach (var place in shape.Shingles.Select(s => (s.Kind, s.Place)).Distinct())
                    places[place] = places.GetValueOrDefault(place) + 1;
            }

            var all = form.Count();
            var lengths = form.Select(s => s.Length).Order().ToArray();
            yield return new StructureReference(vendor, page, form.Key, lengths[all / 2], [.. count.Select(c => (c.Key, c.Value == (c.Key.Place.Length == 0 ? all : places[(c.Key.Kind, c.Key.Place)])))]);
        }
    }
}
