using System.IO.Hashing;

namespace VectorCare.Bench.Pipeline;

/// <summary>The file that is imported: the simulated patients, and paused ones up to the number to be registered.</summary>
internal static class PipelinePopulation
{
    private static readonly string[] Vendors = ["aurora", "borealis", "cygnus"];

    public static async Task WriteAsync(string active, string all, PipelinePlan plan, CancellationToken stop)
    {
        await using var file = new StreamWriter(all);
        await file.WriteLineAsync("patient,clinic,vendor,portal_ref,paused");
        await foreach (var line in File.ReadLinesAsync(active, stop))
        {
            if (line.Length > 0 && !line.StartsWith("patient,", StringComparison.Ordinal))
                await file.WriteLineAsync(line + ",false");
        }

        for (var i = plan.Patients; i < plan.Registered; i++)
            await file.WriteLineAsync($"{new Guid(XxHash128.Hash(BitConverter.GetBytes(i)))},clinic-{(i % PipelinePlan.Clinics) + 1:00},{Vendors[i % Vendors.Length]},PAUSED-{i:000000},true");
    }
}
