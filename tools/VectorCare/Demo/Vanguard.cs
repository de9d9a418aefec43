using VectorCare.Contracts;
using VectorCare.Summary;

namespace VectorCare.Demo;

/// <summary>
/// The few patients that are imported before all others: two of each slot that is due soon. Their polls go through every service once, so
/// that nothing is compiled, opened or logged in to for the first time when the whole population falls due at a multiple of the wall clock's speed. They count like
/// all others, but for the largest lateness: their first polls are a rehearsal, and its lateness is told beside.
/// </summary>
internal static class Vanguard
{
    /// <summary>Patients of a population that is large enough for it.</summary>
    public const int WorthFrom = 1000;

    /// <summary>From now to the first due instant that they can meet: the registry's lead, and the time of the import.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(25);

    private const int SlotsTaken = 60;
    private const int PatientsOfSlot = 2;

    /// <summary>Divides a population in two.</summary>
    /// <param name="population">CSV file with a header.</param>
    /// <param name="first">File for those that go ahead.</param>
    /// <param name="others">File for all others.</param>
    /// <param name="now">Instant of the application's clock.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many go ahead.</returns>
    public static async Task<int> SplitAsync(string population, string first, string others, DateTimeOffset now, CancellationToken stop)
    {
        var lines = await File.ReadAllLinesAsync(population, stop);
        var ahead = lines.Skip(1).Where(l => l.Length > 0).GroupBy(PopulationLine.Slot)
            .OrderBy(g => Slots.NextDue(g.Key, now + Lead)).Take(SlotsTaken).SelectMany(g => g.Take(PatientsOfSlot)).ToHashSet(StringComparer.Ordinal);
        await File.WriteAllLinesAsync(first, [lines[0], .. ahead], stop);
        await File.WriteAllLinesAsync(others, lines.Where(l => !ahead.Contains(l)), stop);
        return ahead.Count;
    }
}
