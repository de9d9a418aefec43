namespace VendorSim.Changes;

/// <summary>A change of a portal's pages, the same on every page it is applied to.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">What it was drawn with; the same seed gives the same change.</param>
/// <param name="Breaks">Whether a reader of the old pages reads values wrongly or not at all.</param>
internal abstract record PortalChange(string Kind, int Seed, bool Breaks)
{
    /// <summary>Whether it breaks by new names alone: who knows them reads everything.</summary>
    public bool OnlyRenames { get; init; }

    /// <summary>Whether only the patient page changes and not the pages of single transmissions.</summary>
    public bool OnlyPatientPage { get; init; }

    /// <summary>Whether the page of another patient is sent.</summary>
    public bool OtherPatient { get; init; }

    /// <summary>Whether the other patient's page carries this patient's identity.</summary>
    public bool KeepsIdentity { get; init; }

    /// <summary>What a change is drawn from: not the runtime's hash, which is another in each process.</summary>
    public static Random RandomOf(string kind, int seed) => new(kind.Aggregate(seed * 31, (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue);

    /// <summary>One of some.</summary>
    public static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    /// <summary>Two or more of some names, each with the one it gets.</summary>
    public static IReadOnlyDictionary<string, string> Some(Random random, IReadOnlyDictionary<string, string> from)
    {
        var names = from.Keys.Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(names);
        return names.Take(random.Next(2, names.Length + 1)).ToDictionary(n => n, n => from[n]);
    }
}
