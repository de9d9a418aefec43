using VectorCare.Contracts;

namespace VectorCare.Summary;

/// <summary>Counts independently of the scheduler which polls had to be done: every due instant of every patient after its import.</summary>
internal sealed class DuePolls
{
    private readonly List<(int[] PatientsBySlot, DateTimeOffset From)> _imports = [];

    /// <summary>Patients that were imported.</summary>
    public int Patients { get; private set; }

    /// <summary>Patients that were imported ahead of all others.</summary>
    public int Ahead => _imports.SkipLast(1).Sum(i => i.PatientsBySlot.Sum());

    /// <summary>The instant after which the first patients were due.</summary>
    public DateTimeOffset From => _imports[0].From;

    /// <summary>The instant after which all patients were due.</summary>
    public DateTimeOffset AllFrom => _imports[^1].From;

    /// <summary>Takes in an import.</summary>
    /// <param name="csvFile">What was imported.</param>
    /// <param name="from">The instant after which its patients are due, as the registry answered.</param>
    public void Add(string csvFile, DateTimeOffset from)
    {
        var patientsBySlot = new int[Slots.Count];
        foreach (var line in File.ReadLines(csvFile).Skip(1).Where(l => l.Length > 0))
        {
            patientsBySlot[PopulationLine.Slot(line)]++;
            Patients++;
        }

        _imports.Add((patientsBySlot, from));
    }

    /// <summary>Polls whose due instant is not after an instant.</summary>
    public long Until(DateTimeOffset until) => _imports.Sum(import => Enumerable.Range(0, Slots.Count)
        .Sum(slot => import.PatientsBySlot[slot] * Math.Max(0, Slots.CycleAt(slot, until) - Slots.CycleAt(slot, import.From))));
}
