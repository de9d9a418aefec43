using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using Npgsql;

namespace VectorCare.Ingest.Storage.Postgres;

/// <summary>Brings the schema up to date; replicas that start together take turns.</summary>
internal static class Migrations
{
    /// <summary>Runs what has not run yet.</summary>
    /// <returns>Whether TimescaleDB keeps the tables.</returns>
    /// <exception cref="InvalidOperationException">A script failed; nothing of it stayed.</exception>
    /// <exception cref="NpgsqlException">The server could not be reached, or was lost in between; running it again goes on.</exception>
    public static async Task<bool> RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var turn = await source.OpenConnectionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock(7104000)", turn))
            await take.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            await using var find = new NpgsqlCommand("SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'", turn);
            var timescale = (long)(await find.ExecuteScalarAsync(cancellationToken))! > 0;
            var result = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(source))
                .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, name => name.Contains(".migrations.", StringComparison.Ordinal) && (timescale || !name.Contains("_timescale", StringComparison.Ordinal)))
                .WithVariable("by_day", timescale ? string.Empty : "PARTITION BY RANGE (day)")
                .WithTransactionPerScript()
                .LogTo(new NoOpUpgradeLog())
                .Build()
                .PerformUpgrade();
            if (result.Error is NpgsqlException and not PostgresException)
                ExceptionDispatchInfo.Throw(result.Error);
            return result.Successful ? timescale : throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed.", result.Error);
        }
        finally
        {
            await using var give = new NpgsqlCommand("SELECT pg_advisory_unlock(7104000)", turn);
            await give.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
