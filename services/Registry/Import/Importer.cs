using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Registry.Members;
using VectorCare.Registry.Summary;

namespace VectorCare.Registry.Import;

/// <summary>Imports a file of patients: reads it whole, then writes slot by slot, all with the same first instant.</summary>
internal sealed class Importer(SlotWriter writer, RegistryMetrics metrics, TimeProvider clock, IOptions<RegistryOptions> options)
{
    private const int LinesPerLeadSecond = 10_000;
    private const int MaxPasses = 4;

    /// <summary>Imports a file.</summary>
    /// <param name="stream">CSV with a header.</param>
    /// <param name="keepGood">Keeps the good lines of a file with bad ones; else nothing of it.</param>
    /// <param name="cancellationToken">Ends the import; slots written so far stay.</param>
    public async Task<ImportResult> ImportAsync(Stream stream, bool keepGood, CancellationToken cancellationToken)
    {
        var file = new PatientFile(options.Value.Vendors, options.Value.Regions, options.Value.MaxReportedErrors);
        await file.ReadAsync(stream, cancellationToken);
        metrics.Errors(file.Errors.Count);
        var counts = new Counts();
        DateTimeOffset? from = null;
        if (file.Lines.Count > 0 && (file.Errors.Count == 0 || keepGood))
        {
            var slots = file.Lines.GroupBy(l => Slots.Of(l.Patient)).OrderBy(g => g.Key).ToArray();
            from = await WriteAsync(slots, file.Lines.Count, counts, cancellationToken);
        }

        metrics.Patients(counts.Added, counts.Updated, counts.Unchanged);
        return new ImportResult(file.Read, counts.Added + counts.Updated + counts.Unchanged, counts.Added, counts.Updated, counts.Unchanged, counts.Slots, from, file.Errors.Count, file.Errors.First);
    }

    /// <summary>Writes all slots. When that took longer than foreseen, the first instant is moved: a patient must not be due before every replica knows.</summary>
    private async Task<DateTimeOffset> WriteAsync(IGrouping<int, PatientLine>[] slots, int lines, Counts counts, CancellationToken cancellationToken)
    {
        var lead = TimeSpan.FromSeconds(options.Value.LeadSeconds) + TimeSpan.FromSeconds(lines / LinesPerLeadSecond);
        DateTimeOffset? postponed = null;
        for (var pass = 1; ; pass++)
        {
            var from = FirstInstant.After(clock.GetUtcNow() + (lead * pass));
            foreach (var wave in slots.Chunk(options.Value.SlotsPerWave))
                await WriteWaveAsync(wave, from, postponed, counts, cancellationToken);
            if (options.Value.LeadSeconds == 0 || pass == MaxPasses || counts.Added + counts.Updated == 0 || clock.GetUtcNow() + (lead / 4) <= from)
                return from;
            postponed = from;
        }
    }

    private async Task WriteWaveAsync(IGrouping<int, PatientLine>[] wave, DateTimeOffset from, DateTimeOffset? postponed, Counts counts, CancellationToken cancellationToken)
    {
        var written = new List<SlotDocument>();
        await Parallel.ForEachAsync(
            wave,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.WriteParallelism, CancellationToken = cancellationToken },
            async (group, ct) =>
            {
                (int Added, int Updated, int Unchanged)? merged = null;
                var (document, changed) = await writer.EditAsync(
                    group.Key,
                    known =>
                    {
                        var (next, added, updated, unchanged) = SlotEdit.Merge(group.Key, known, group, from, postponed);
                        // Of a write whose answer was lost, the first attempt counts.
                        merged ??= (added, updated, unchanged);
                        return next;
                    },
                    ct);
                lock (written)
                {
                    if (postponed is null)
                        counts.Add(merged!.Value, changed);
                    if (document is not null)
                        written.Add(document);
                }
            });
        await writer.AnnounceAsync(written, cancellationToken);
    }

    private sealed class Counts
    {
        public int Added { get; private set; }

        public int Updated { get; private set; }

        public int Unchanged { get; private set; }

        public int Slots { get; private set; }

        public void Add((int Added, int Updated, int Unchanged) merged, bool written)
        {
            Added += merged.Added;
            Updated += merged.Updated;
            Unchanged += merged.Unchanged;
            Slots += written ? 1 : 0;
        }
    }
}
