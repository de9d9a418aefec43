using LocalDapr.Jobs.Scheduling;
using LocalDapr.Storage;

namespace LocalDapr.Jobs.Engine;

/// <summary>Where a scheduler keeps its jobs.</summary>
internal interface IJobStore
{
    /// <summary>Prepares the store and reads all jobs.</summary>
    /// <returns>The jobs.</returns>
    Task<List<JobEntry>> LoadAsync();

    /// <summary>Writes a job with its counter at the start.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="plan">Its timing.</param>
    Task SaveAsync(JobDefinition definition, JobPlan plan);

    /// <summary>Writes a job's counter.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="name">Name.</param>
    /// <param name="count">Ticks done.</param>
    /// <param name="last">Planned instant of the last one.</param>
    Task CountAsync(string owner, string name, uint count, DateTimeOffset? last);

    /// <summary>Deletes jobs.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="names">Names.</param>
    Task DeleteAsync(string owner, IReadOnlyCollection<string> names);
}

/// <summary>Keeps nothing: jobs end with the process.</summary>
internal sealed class VolatileJobStore : IJobStore
{
    /// <inheritdoc />
    public Task<List<JobEntry>> LoadAsync() => Task.FromResult<List<JobEntry>>([]);

    /// <inheritdoc />
    public Task SaveAsync(JobDefinition definition, JobPlan plan) => Task.CompletedTask;

    /// <inheritdoc />
    public Task CountAsync(string owner, string name, uint count, DateTimeOffset? last) => Task.CompletedTask;

    /// <inheritdoc />
    public Task DeleteAsync(string owner, IReadOnlyCollection<string> names) => Task.CompletedTask;
}

/// <summary>Jobs in the host's database. Instants are UTC ticks.</summary>
internal sealed class JobStore(SqliteFile file) : IJobStore
{
    private const string Columns = "owner, name, schedule, due_time, repeats, ttl, retry_interval, retry_limit, payload, begin, begin_is_due, expiration, count, last";

    /// <inheritdoc />
    public Task<List<JobEntry>> LoadAsync() => file.TransactAsync(session =>
    {
        session.Execute("""
            CREATE TABLE IF NOT EXISTS jobs (owner TEXT NOT NULL, name TEXT NOT NULL, schedule TEXT, due_time TEXT, repeats INTEGER, ttl TEXT,
                retry_interval INTEGER, retry_limit INTEGER, payload BLOB NOT NULL, begin INTEGER NOT NULL, begin_is_due INTEGER NOT NULL,
                expiration INTEGER, count INTEGER NOT NULL, last INTEGER, PRIMARY KEY (owner, name)) WITHOUT ROWID
            """);
        return session.Query($"SELECT {Columns} FROM jobs", row =>
        {
            string? Text(int i) => row.IsDBNull(i) ? null : row.GetString(i);
            long? Number(int i) => row.IsDBNull(i) ? null : row.GetInt64(i);
            var timing = new JobTiming(Text(2), Text(3), (uint?)Number(4), Text(5));
            var retry = new JobRetry(Number(6) is { } interval ? TimeSpan.FromTicks(interval) : null, (uint?)Number(7));
            var definition = new JobDefinition(row.GetString(0), row.GetString(1), timing, retry, row.GetFieldValue<byte[]>(8));
            var schedule = timing.Schedule is null ? null : ScheduleParser.Parse(timing.Schedule);
            var plan = new JobPlan(schedule, Instant(row.GetInt64(9)), row.GetBoolean(10), Number(11) is { } end ? Instant(end) : null, timing.Repeats);
            return new JobEntry(definition, plan, (uint)row.GetInt64(12), Number(13) is { } last ? Instant(last) : null);
        });
    });

    /// <inheritdoc />
    public Task SaveAsync(JobDefinition definition, JobPlan plan) => file.WriteAsync(session => session.Execute(
        $"INSERT OR REPLACE INTO jobs ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, NULL)",
        definition.Owner,
        definition.Name,
        definition.Timing.Schedule,
        definition.Timing.DueTime,
        definition.Timing.Repeats,
        definition.Timing.Ttl,
        definition.Retry.Interval?.Ticks,
        definition.Retry.MaxRetries,
        definition.Payload,
        plan.Begin.UtcTicks,
        plan.BeginIsDue,
        plan.Expiration?.UtcTicks));

    /// <inheritdoc />
    public Task CountAsync(string owner, string name, uint count, DateTimeOffset? last) => file.WriteAsync(session =>
        session.Execute("UPDATE jobs SET count = $3, last = $4 WHERE owner = $1 AND name = $2", owner, name, count, last?.UtcTicks));

    /// <inheritdoc />
    public Task DeleteAsync(string owner, IReadOnlyCollection<string> names) => file.TransactAsync(session =>
        names.Sum(name => session.Execute("DELETE FROM jobs WHERE owner = $1 AND name = $2", owner, name)));

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
