using System.Diagnostics;

namespace VectorCare.Bench.Pipeline;

/// <summary>Resident memory of processes.</summary>
internal static class ResidentMemory
{
    public static long Bytes(IEnumerable<KeyValuePair<string, int>> processes) => processes.Sum(p =>
    {
        using var process = Process.GetProcessById(p.Value);
        return process.WorkingSet64;
    });
}
