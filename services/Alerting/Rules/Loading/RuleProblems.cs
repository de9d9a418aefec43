namespace VectorCare.Alerting.Rules.Loading;

/// <summary>Every problem of a catalogue, each named by file and key.</summary>
internal sealed class RuleProblems
{
    private readonly List<string> _problems = [];

    /// <summary>Whether there is none.</summary>
    public bool None => _problems.Count == 0;

    /// <summary>The problems.</summary>
    public IReadOnlyList<string> All => _problems;

    /// <summary>Adds one.</summary>
    /// <param name="file">File or rule.</param>
    /// <param name="key">Path of the key.</param>
    /// <param name="problem">What is wrong, and what would be right.</param>
    public void Add(string file, string key, string problem) => _problems.Add($"{file}: {key}: {problem}");
}

/// <summary>The catalogue cannot be used.</summary>
/// <param name="problems">Every problem.</param>
internal sealed class RuleCatalogueException(IReadOnlyList<string> problems)
    : Exception("The rule catalogue has problems:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>Every problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
