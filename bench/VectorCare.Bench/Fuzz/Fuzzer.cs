using VectorCare.Scraper.Vendors;

namespace VectorCare.Bench.Fuzz;

/// <summary>Changes pages of one target and reads them. A page that comes to something that none came to before joins the pages that are changed.</summary>
internal sealed class Fuzzer(FuzzTarget target, IReadOnlyList<FuzzSeed> seeds, int seed)
{
    private const int MostSeeds = 2_000;
    private readonly Random _random = new(seed);
    private readonly List<FuzzSeed> _pages = [.. seeds];
    private readonly HashSet<string> _seen = [];

    public FuzzOracle Oracle { get; } = new(target);

    public FuzzTarget Target => target;

    public long Executions { get; private set; }

    public List<FuzzFinding> Findings { get; } = [];

    /// <summary>Pages that came to something of their own.</summary>
    public List<(string Came, FuzzSeed Page)> Novel { get; } = [];

    /// <summary>Reads the pages as they are.</summary>
    public void ReadAll()
    {
        foreach (var page in seeds)
            Judge(page, null);
        Novel.Clear();
    }

    /// <summary>Changes and reads one page after the other.</summary>
    public void Run(Func<bool> goesOn)
    {
        var mutations = new Mutations(_random);
        while (goesOn())
        {
            var page = _pages[_random.Next(_pages.Count)];
            var blank = _random.Next(5) == 0 ? mutations.Blank(page.Body, target.Syntax) : null;
            if (blank is null)
                Judge(page with { Body = mutations.Change(page.Body, _pages[_random.Next(_pages.Count)].Body, target.Syntax) }, null);
            else if (Oracle.Judge(page.Body, page.Patient).Page is { Outcome: null } whole)
                Judge(page with { Body = blank }, whole);
        }
    }

    private void Judge(FuzzSeed page, ParsedPage? whole)
    {
        Executions++;
        var (read, broken) = Oracle.Judge(page.Body, page.Patient, whole);
        if (broken is not null && !Findings.Exists(f => f.What == broken))
            Findings.Add(new FuzzFinding(target.Name, broken, page.Body, page.Patient));
        if (read is null || !_seen.Add(Came(read)))
            return;
        Novel.Add((Came(read), page));
        if (_pages.Count < MostSeeds)
            _pages.Add(page);
    }

    /// <summary>What a page came to, roughly: reason, or how many of each kind of thing it tells.</summary>
    private static string Came(ParsedPage page)
    {
        if (page.Outcome is not null)
            return page.Reason ?? string.Empty;
        static int Rough(int count) => count == 0 ? 0 : 1 + int.Log2(count);
        var notes = page.Transmissions.SelectMany(t => t.NotUnderstood).Select(n => n.Why).Distinct().Order(StringComparer.Ordinal);
        return $"read {Rough(page.Transmissions.Count)} {Rough(page.Transmissions.Sum(t => t.Measurements.Count))} {Rough(page.Transmissions.Sum(t => t.Episodes.Count))} {string.Join(' ', notes)}";
    }
}
