using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Registry.Members;
using VectorCare.Registry.Summary;

namespace VectorCare.Registry.Import;

/// <summary>Imports a file of patients: reads it whole, then writes slot by slot.</summary>
internal sealed class Importer(SlotWriter writer, RegistryMetrics metrics, TimeProvider clock, IOptions<RegistryOptions> options)
{
    /// <summary>Imports a file.</summary>
    /// <param name="stream">CSV with a header.</param>
    /// <param name="keepGood">Keeps the good lines of a file with bad ones; else nothing of it.</param>
    /// <param name="cancellationToken">Ends the import; slots written so far stay.</param>
    public async Task<ImportResult> ImportAsync(Stream stream, bool keepGood, CancellationToken cancellationToken)
    {
        var file = new PatientFile(options.Value.Vendors, options.Value.MaxReportedErrors);
        await file.ReadAsync(stream, cancellationToken);
        metrics.Errors(file.Errors.Count);
        int added = 0, updated = 0, unchanged = 0, slots = 0;
        var last = DateTimeOffset.MinValue;
        if (file.Errors.Count == 0 || keepGood)
        {
            foreach (var wave in file.Lines.GroupBy(l => Slots.Of(l.Patient)).OrderBy(g => g.Key).Chunk(options.Value.SlotsPerWave))
            {
                var from = clock.GetUtcNow() + TimeSpan.FromSeconds(options.Value.LeadSeconds);
                var written = new List<SlotDocument>();
                await Parallel.ForEachAsync(
                    wave,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Value.WriteParallelism, CancellationToken = cancellationToken },
                    async (group, ct) =>
                    {
                        (int Added, int Updated, int Unchanged)? counts = null;
                        var (document, changed) = await writer.EditAsync(
                            group.Key,
                            known =>
                            {
                                var merged = SlotEdit.Merge(group.Key, known, group, from);
                                // Of a write whose answer was lost, the first attempt counted.
                                counts ??= (merged.Added, merged.Updated, merged.Unchanged);
                                return merged.Changed;
                            },
                            ct);
                        lock (written)
                        {
                            (added, updated, unchanged) = (added + counts!.Value.Added, updated + counts.Value.Updated, unchanged + counts.Value.Unchanged);
                            if (changed)
                                written.Add(document!);
                        }
                    });
                await writer.AnnounceAsync(written, cancellationToken);
                slots += written.Count;
                last = from;
            }
        }

        // Whoever got the answer may count on every patient of the file from now on.
        if (added + updated > 0 && last - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellationToken);
        metrics.Patients(added, updated, unchanged);
        return new ImportResult(file.Read, added + updated + unchanged, added, updated, unchanged, slots, file.Errors.Count, file.Errors.First);
    }
}
