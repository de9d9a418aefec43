using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Summary;

/// <summary>Counts stored alert events by state; states that only a newer version knows are left out.</summary>
internal sealed class AlertLedger
{
    private readonly long[] _counts = new long[Enum.GetValues<AlertState>().Length];

    public void Add(AlertState state, long count = 1)
    {
        if (Enum.IsDefined(state))
            Interlocked.Add(ref _counts[(int)state], count);
    }

    public IReadOnlyDictionary<string, long> Read() => Enum.GetValues<AlertState>().ToDictionary(s => s.ToString(), s => Interlocked.Read(ref _counts[(int)s]));
}
