using System.Diagnostics;
using LocalDapr.RunFiles;

namespace VectorCare.Summary;

/// <summary>CPU and memory of the processes of a run.</summary>
internal sealed class ProcessUsage
{
    private readonly Dictionary<string, TimeSpan> _start = [];

    /// <summary>Processes of a run by app id; LocalDapr is this one.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Processes(RunFileHost host) =>
        host.Apps.Where(a => a.ProcessId is not null).Select(a => KeyValuePair.Create(a.AppId, a.ProcessId!.Value)).Append(KeyValuePair.Create("localdapr", Environment.ProcessId));

    /// <summary>Remembers the CPU used so far, so that only what follows counts.</summary>
    public void Begin(IEnumerable<KeyValuePair<string, int>> processes)
    {
        foreach (var (name, cpu, _) in Read(processes))
            _start[name] = cpu;
    }

    /// <summary>CPU since <see cref="Begin"/> in ms, by process.</summary>
    public IReadOnlyDictionary<string, double> CpuMs(IEnumerable<KeyValuePair<string, int>> processes) =>
        Read(processes).ToDictionary(p => p.Name, p => Math.Round((p.Cpu - _start.GetValueOrDefault(p.Name)).TotalMilliseconds));

    /// <summary>Resident memory in MB of all processes.</summary>
    public static double RssMb(IEnumerable<KeyValuePair<string, int>> processes) => Math.Round(Read(processes).Sum(p => p.Rss) / 1048576.0, 1);

    private static IEnumerable<(string Name, TimeSpan Cpu, long Rss)> Read(IEnumerable<KeyValuePair<string, int>> processes)
    {
        foreach (var (name, id) in processes)
        {
            Process process;
            try
            {
                process = Process.GetProcessById(id);
            }
            catch (ArgumentException)
            {
                continue;
            }

            using (process)
                yield return (name, process.TotalProcessorTime, process.WorkingSet64);
        }
    }
}
