using VectorCare.Contracts;

namespace VectorCare.Summary;

/// <summary>Counts independently of the scheduler which polls had to be done: every due instant of every patient after its import.</summary>
internal sealed class DuePolls
{
    private readonly int[] _patientsBySlot = new int[Slots.Count];

    public DuePolls(string csvFile)
    {
        foreach (var line in File.ReadLines(csvFile).Skip(1).Where(l => l.Length > 0))
        {
            _patientsBySlot[Slots.Of(Guid.Parse(line.AsSpan(0, line.IndexOf(',', StringComparison.Ordinal))))]++;
            Patients++;
        }
    }

    public int Patients { get; }

    /// <summary>Polls whose due instant lies after one instant and not after another.</summary>
    public long Between(DateTimeOffset after, DateTimeOffset until) =>
        Enumerable.Range(0, Slots.Count).Sum(slot => _patientsBySlot[slot] * Math.Max(0, Slots.CycleAt(slot, until) - Slots.CycleAt(slot, after)));
}
