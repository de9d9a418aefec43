using System.Diagnostics;
using Npgsql;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Postgres;

namespace VectorCare.Bench.Storage;

/// <summary>The same rows into the same tables, three ways: raw COPY without a guard, ingest's own way, and COPY into staging with one merge. Each in rounds that take turns; the median counts.</summary>
internal sealed class CopyComparison(OpenStore open, Fleet fleet, int transmissionsPerRound, int rounds)
{
    private const int Batch = 500;
    private const int RowsPerTransmission = 51;
    private int _number;

    /// <summary>Rows per second: of raw COPY, of ingest, of staging and merge.</summary>
    public async Task<(double Copy, double Ingest, double Staging)> RunAsync(int firstDay, CancellationToken stop)
    {
        var (copy, ingest, merge) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Each way has a day of its own, so that all begin with empty partitions.
            copy.Add(await TimeAsync(firstDay + (round * 3), CopyAsync, stop));
            ingest.Add(await TimeAsync(firstDay + (round * 3) + 1, (events, token) => open.Store.WriteAsync(events, token), stop));
            merge.Add(await TimeAsync(firstDay + (round * 3) + 2, MergeAsync, stop));
        }

        return (Median(copy), Median(ingest), Median(merge));
    }

    private async Task<double> TimeAsync(int day, Func<IReadOnlyList<IngestEvent>, CancellationToken, Task> write, CancellationToken stop)
    {
        await open.Database.Partitions.EnsureAsync(day, stop);
        var seen = StorageDay.Start(day).AddHours(1);
        var batches = Enumerable.Range(0, transmissionsPerRound).Select(_ => fleet.Transmission(fleet.Patients[_number % fleet.Patients.Count], _number++, seen)).Select(t => (IngestEvent)new TransmissionReceived(t.EventId, t)).Chunk(Batch).ToList();
        await using (var checkpoint = open.Source.CreateCommand("CHECKPOINT"))
            await checkpoint.ExecuteNonQueryAsync(stop);
        var since = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            await write(batch, stop);
        return transmissionsPerRound * RowsPerTransmission / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private async Task CopyAsync(IReadOnlyList<IngestEvent> events, CancellationToken stop)
    {
        await using var connection = await open.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await PostgresCopy.WriteAsync(connection, events, open.Clock.Now, stop);
        await transaction.CommitAsync(stop);
    }

    private async Task MergeAsync(IReadOnlyList<IngestEvent> events, CancellationToken stop)
    {
        await using var connection = await open.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // The tables' names are found in the staging schema of this transaction first.
        await RunAsync(connection, "SET LOCAL search_path TO pg_temp, public; CREATE TEMP TABLE measurements (LIKE public.measurements) ON COMMIT DROP; CREATE TEMP TABLE transmissions (LIKE public.transmissions) ON COMMIT DROP; CREATE TEMP TABLE ids (id uuid) ON COMMIT DROP", stop);
        await PostgresCopy.WriteAsync(connection, events, open.Clock.Now, stop);
        await using (var ids = await connection.BeginBinaryImportAsync("COPY ids (id) FROM STDIN (FORMAT binary)", stop))
        {
            foreach (var received in events)
                await ids.WriteRowAsync(stop, received.Key);
            await ids.CompleteAsync(stop);
        }

        await RunAsync(
            connection,
            "INSERT INTO public.event_ids SELECT DISTINCT id FROM ids ON CONFLICT DO NOTHING; INSERT INTO public.transmissions SELECT * FROM transmissions; INSERT INTO public.measurements SELECT * FROM measurements", stop);
        await transaction.CommitAsync(stop);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
