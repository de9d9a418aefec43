namespace LocalDapr.Resources;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the smallest edit distance.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    /// <returns>The nearest, or null where none is near (more than half of it would have to change).</returns>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(c => c.distance)
            .ThenBy(c => c.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, Math.Max(name.Length, best.candidate.Length) / 2) ? best.candidate : null;
    }

    /// <summary>A sentence that names the nearest known name, or else all of a short list.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    /// <returns>For example <c> Did you mean 'brokers'?</c>; starts with a blank, or is empty.</returns>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        if (Find(name, known) is { } nearest)
            return $" Did you mean '{nearest}'?";
        return known.Count is > 0 and <= 12 ? $" Known here: {string.Join(", ", known)}." : "";
    }

    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substituted, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
