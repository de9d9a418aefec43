using System.IO.Hashing;

namespace VectorCare.Bench.Pipeline;

/// <summary>The files of a population: the simulated patients that are polled, and with them paused ones up to the number to be registered.</summary>
internal static class PipelinePopulation
{
    private const string Header = "patient,clinic,vendor,portal_ref";
    private static readonly string[] Vendors = ["aurora", "borealis", "cygnus"];

    /// <summary>Writes both.</summary>
    /// <param name="simulated">File of all simulated patients.</param>
    /// <param name="polled">Where those go that are polled.</param>
    /// <param name="registered">Where those go that are imported.</param>
    /// <param name="plan">The run.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task WriteAsync(string simulated, string polled, string registered, PipelinePlan plan, CancellationToken stop)
    {
        await using var few = new StreamWriter(polled);
        await using var all = new StreamWriter(registered);
        await few.WriteLineAsync(Header);
        await all.WriteLineAsync(Header + ",paused");
        var written = 0;
        await foreach (var line in File.ReadLinesAsync(simulated, stop))
        {
            if (line.Split(',') is not [_, _, var vendor, _] || !plan.Vendors.Contains(vendor))
                continue;
            await few.WriteLineAsync(line);
            await all.WriteLineAsync(line + ",false");
            written++;
        }

        for (var i = written; i < plan.Registered; i++)
            await all.WriteLineAsync($"{new Guid(XxHash128.Hash(BitConverter.GetBytes(i)))},clinic-{(i % PipelinePlan.Clinics) + 1:00},{Vendors[i % Vendors.Length]},PAUSED-{i:000000},true");
    }
}
