using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Backup;

public sealed class RestoreTests : IDisposable
{
    private static readonly string[] Tables = ["event_ids", "batch_ids", "poll_batches", "transmissions", "measurements", "connectivity", "alerts", "dead_letters", "patient_keys", "legal_holds"];
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-").FullName;
    private readonly FakeTimeProvider _clock = new(Samples.Transmission.SeenAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_OfABackup_IsTheSameRowByRowButForThoseDeletedSince()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var target = await PostgresPlace.CreateAsync();
        var programs = Programs();
        var deleted = Guid.NewGuid();
        await using (var opened = await place.OpenAsync(_clock))
        {
            await opened.Store.WriteAsync([.. Samples.Events(), new TransmissionReceived("gone", Samples.Transmission with { Patient = deleted })], Stop);
            await opened.Database.RunAsync("INSERT INTO patient_keys VALUES ($1, $2), ($3, $2)", Stop, Samples.Transmission.Patient, new byte[60], deleted);
        }

        await RunAsync(programs, "backup.sh", Url(place.Connection), Path.Combine(_folder, "copy"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "deletions"), deleted + "\n", Stop);
        await RunAsync(programs, "restore.sh", Path.Combine(_folder, "copy"), Url(target.Connection), Path.Combine(_folder, "deletions"));

        foreach (var table in Tables)
        {
            var without = table is "transmissions" or "measurements" or "patient_keys" ? $" WHERE patient <> '{deleted}'" : string.Empty;
            var expected = await RowsAsync(place.Connection, table + without);
            Assert.Equal(expected, await RowsAsync(target.Connection, table));
        }

        Assert.Equal([deleted.ToString()], await RowsAsync(target.Connection, "deletions", "patient::text"));
        await using var restored = await target.OpenAsync(_clock);
        Assert.Equal([false, true], await restored.Store.WriteAsync([Samples.Events()[0], new LetterReceived("new", "t", null, [1])], Stop));
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_IsRefused()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var target = await PostgresPlace.CreateAsync();
        var programs = Programs();
        await using (await place.OpenAsync(_clock))
            await RunAsync(programs, "backup.sh", Url(place.Connection), Path.Combine(_folder, "copy"));
        await File.AppendAllTextAsync(Path.Combine(_folder, "copy", "keys", "patient_keys.dump"), "x", Stop);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(programs, "restore.sh", Path.Combine(_folder, "copy"), Url(target.Connection)));

        Assert.Empty(await RowsAsync(target.Connection, "pg_tables WHERE schemaname = 'public'", "tablename"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Programs()
    {
        var folder = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "pg_dump"))).Order(StringComparer.Ordinal).LastOrDefault() : null;
        if (folder is null)
            Assert.Skip("pg_dump is not installed.");
        return folder;
    }

    private static string Url(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"postgresql://{parts.Username}{(parts.Password is { Length: > 0 } password ? ":" + password : string.Empty)}@{parts.Host}:{parts.Port}/{parts.Database}";
    }

    private static async Task RunAsync(string programs, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [RepositoryPaths.At("deploy", "postgres", script), .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = programs + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = Process.Start(start)!;
        var (said, failed) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {await said} {await failed}");
    }

    private static async Task<List<string>> RowsAsync(string connection, string from, string what = "r::text")
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand($"SELECT {what} FROM (SELECT * FROM {from}) r ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var rows = new List<string>();
        while (await reader.ReadAsync(Stop))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
