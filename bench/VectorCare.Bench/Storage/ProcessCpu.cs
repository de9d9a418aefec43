using System.Globalization;

namespace VectorCare.Bench.Storage;

/// <summary>CPU time as Linux counts it.</summary>
internal static class ProcessCpu
{
    private const int Parent = 1;
    private const int User = 11;
    private const int ChildrenSystem = 14;
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of a process, of its children, and of those of them that have ended.</summary>
    public static double OfTree(int process) =>
        Directory.EnumerateDirectories("/proc").Select(d => (Id: Path.GetFileName(d), Fields: Fields(d)))
            .Where(p => p.Fields is not null && (p.Id == Number(process) || p.Fields[Parent] == Number(process)))
            .Sum(p => p.Fields![User..(ChildrenSystem + 1)].Sum(t => long.Parse(t, CultureInfo.InvariantCulture))) / TicksPerSecond;

    private static string[]? Fields(string folder)
    {
        try
        {
            // The name may hold blanks; the fields begin after its bracket.
            var stat = char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? File.ReadAllText(Path.Combine(folder, "stat")) : null;
            return stat?[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Number(int process) => process.ToString(CultureInfo.InvariantCulture);
}
