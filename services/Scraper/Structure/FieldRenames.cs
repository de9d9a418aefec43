namespace VectorCare.Scraper.Structure;

/// <summary>A field that may have got another name.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Before">Its known name.</param>
/// <param name="After">The name that stands there now.</param>
/// <param name="Likeness">How alike both are, 0 to 1.</param>
internal sealed record FieldRename(string Place, string Before, string After, double Likeness);

/// <summary>Pairs names that came with names that went, at the same place: first what is alike, then, where as many came as went, in the order of the page. A pair is a guess and proves nothing.</summary>
internal static class FieldRenames
{
    private const double Alike = 0.55;

    /// <summary>Finds the pairs.</summary>
    /// <param name="novel">What came.</param>
    /// <param name="missing">What should be there.</param>
    /// <param name="absent">The known fields of a place that the page does not have, whether they should be there or not.</param>
    public static IReadOnlyList<FieldRename> Find(IReadOnlyList<Shingle> novel, IReadOnlyList<Shingle> missing, Func<string, IEnumerable<Shingle>> absent)
    {
        var renames = new List<FieldRename>();
        foreach (var came in novel.Where(s => s.Kind == ShingleKind.Field && s.Name.Length > 0).GroupBy(s => s.Place))
        {
            var left = absent(came.Key).Select(s => s.Name).ToList();
            var after = came.Select(s => s.Name).ToList();
            if (left.Count == 0 || after.Count * left.Count > 10_000)
                continue;
            foreach (var (name, before, likeness) in after.SelectMany(a => left.Select(b => (a, b, Likeness(a, b)))).Where(p => p.Item3 >= Alike).OrderByDescending(p => p.Item3).ToList())
            {
                if (after.Contains(name) && left.Remove(before) && after.Remove(name))
                    renames.Add(new FieldRename(came.Key, before, name, likeness));
            }

            var owed = missing.Where(m => m.Kind == ShingleKind.Field && m.Place == came.Key && left.Contains(m.Name)).Select(m => m.Name).ToList();
            if (owed.Count == after.Count)
                renames.AddRange(owed.Zip(after, (before, name) => new FieldRename(came.Key, before, name, Likeness(name, before))));
        }

        return renames;
    }

    /// <summary>Share of the pairs of letters that both have, 0 to 1 (Dice).</summary>
    public static double Likeness(string one, string other)
    {
        var (a, b) = (Pairs(one), Pairs(other));
        return a.Count + b.Count == 0 ? 0 : 2.0 * a.Count(b.Contains) / (a.Count + b.Count);
    }

    private static HashSet<(char, char)> Pairs(string text)
    {
        var pairs = new HashSet<(char, char)>();
        for (var i = 1; i < text.Length; i++)
            pairs.Add((char.ToLowerInvariant(text[i - 1]), char.ToLowerInvariant(text[i])));
        return pairs;
    }
}
