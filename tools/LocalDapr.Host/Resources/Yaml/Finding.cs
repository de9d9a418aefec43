namespace LocalDapr.Resources;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>Reported; everything starts.</summary>
    Warning,

    /// <summary>Nothing starts.</summary>
    Error,
}

/// <summary>Something found in a file that was read.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">Line in it, from 1; 0 where the whole file or folder is meant.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record Finding(FindingLevel Level, string File, int Line, string Message)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{(Line > 0 ? $"{File}:{Line}" : File)}: {(Level == FindingLevel.Error ? "error" : "warning")}: {Message}";
}

/// <summary>Files that cannot be used. Carries every finding, not only the first.</summary>
public sealed class InvalidFilesException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="findings">All findings; at least one of them an error.</param>
    public InvalidFilesException(IReadOnlyList<Finding> findings)
        : base(string.Join(Environment.NewLine, findings.Where(f => f.Level == FindingLevel.Error))) => Findings = findings;

    /// <summary>All findings, warnings too.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
