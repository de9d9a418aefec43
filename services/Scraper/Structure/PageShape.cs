namespace VectorCare.Scraper.Structure;

/// <summary>What a shingle is about.</summary>
internal enum ShingleKind
{
    /// <summary>A name that values are found by: id, header, label, property, term.</summary>
    Field,

    /// <summary>A path of nested elements, or the form of a value.</summary>
    Path,

    /// <summary>What only looks: a class.</summary>
    Look,
}

/// <summary>A piece of a page's structure; never a value.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Place">Where it stands; empty for the page itself.</param>
/// <param name="Name">What stands there.</param>
internal readonly record struct Shingle(ShingleKind Kind, string Place, string Name);

/// <summary>The structure of a page: its set of shingles. Pages of real size are compared exactly, so that one renamed label counts; a set too large to be a page of any vendor is cut off and taken as wholly foreign.</summary>
internal sealed class PageShape
{
    /// <summary>Most shingles of a page, ten times as many as a full page has.</summary>
    public const int MaxShingles = 4_096;

    private readonly HashSet<Shingle> _shingles = [];

    /// <summary>The shingles, in the order of the page.</summary>
    public IReadOnlySet<Shingle> Shingles => _shingles;

    /// <summary>Bytes of the page.</summary>
    public int Length { get; init; }

    /// <summary>Which of several forms of the page it says that it is; empty where a vendor has one.</summary>
    public string Variant { get; set; } = string.Empty;

    /// <summary>Whether the page ends as one of its format must.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether it asks for a password.</summary>
    public bool AsksForPassword { get; set; }

    /// <summary>Whether it has more shingles than are kept.</summary>
    public bool Overflows { get; private set; }

    /// <summary>Adds a shingle.</summary>
    public void Add(ShingleKind kind, string place, string name)
    {
        if (_shingles.Count < MaxShingles)
            _shingles.Add(new Shingle(kind, place, name));
        else
            Overflows = true;
    }
}
