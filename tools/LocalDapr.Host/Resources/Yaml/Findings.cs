namespace LocalDapr.Resources;

/// <summary>Collects what is wrong, so that all of it is told at once.</summary>
/// <param name="lenient">True: what Dapr would pass over in silence is a warning and not an error.</param>
internal sealed class Findings(bool lenient)
{
    private readonly List<Finding> _all = [];

    /// <summary>True: as lenient as Dapr.</summary>
    public bool Lenient => lenient;

    /// <summary>Everything found, in order.</summary>
    public IReadOnlyList<Finding> All => _all;

    /// <summary>True when nothing may start.</summary>
    public bool HasErrors => _all.Exists(f => f.Level == FindingLevel.Error);

    /// <summary>Something that stops Dapr as well.</summary>
    /// <param name="place">Where.</param>
    /// <param name="message">What, and what to do.</param>
    public void Error(Place place, string message) => Add(FindingLevel.Error, place, message);

    /// <summary>Something that Dapr passes over: an error when strict, else a warning.</summary>
    /// <param name="place">Where.</param>
    /// <param name="message">What, and what to do.</param>
    public void Strict(Place place, string message) => Add(lenient ? FindingLevel.Warning : FindingLevel.Error, place, message);

    /// <summary>Something worth knowing.</summary>
    /// <param name="place">Where.</param>
    /// <param name="message">What, and what to do.</param>
    public void Warn(Place place, string message) => Add(FindingLevel.Warning, place, message);

    /// <summary>Ends the reading when there is an error.</summary>
    /// <exception cref="InvalidFilesException">There is one.</exception>
    public void ThrowOnErrors()
    {
        if (HasErrors)
            throw new InvalidFilesException(_all);
    }

    private void Add(FindingLevel level, Place place, string message)
    {
        var finding = new Finding(level, place.File, place.Line, message);
        if (!_all.Contains(finding))
            _all.Add(finding);
    }
}

/// <summary>A place in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line from 1, or 0.</param>
internal readonly record struct Place(string File, int Line)
{
    /// <inheritdoc />
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
