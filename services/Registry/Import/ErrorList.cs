namespace VectorCare.Registry.Import;

/// <summary>Counts all errors and keeps the first ones.</summary>
internal sealed class ErrorList(int limit)
{
    private readonly List<ImportError> _errors = [];

    public long Count { get; private set; }

    public IReadOnlyList<ImportError> First => _errors;

    public void Add(long line, string column, ImportReason reason, string message)
    {
        Count++;
        if (_errors.Count < limit)
            _errors.Add(new ImportError(line, column, reason, message));
    }
}
