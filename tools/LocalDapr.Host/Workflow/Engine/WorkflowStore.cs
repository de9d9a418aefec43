using Dapr.Workflow.Protocol;
using Google.Protobuf;
using LocalDapr.Faults;
using LocalDapr.Storage;

namespace LocalDapr.Workflow.Engine;

/// <summary>The tables of the engine: instances, their past turn by turn, and events that wait.</summary>
internal sealed class WorkflowStore(SqliteFile file, WorkflowFaults faults)
{
    private const string Living = "status IN (0, 6, 7, 8)";

    /// <summary>Runs writes in one transaction.</summary>
    /// <param name="writes">The writes.</param>
    /// <returns>Ends when they are durable.</returns>
    public Task WriteAsync(IReadOnlyList<Action<SqliteSession>> writes) => file.TransactAsync(session =>
    {
        if (faults.EngineIsDead)
            throw new IOException("the engine was killed (injected)");
        foreach (var write in writes)
            write(session);
        return writes.Count;
    });

    /// <summary>Creates the tables and reads all living instances.</summary>
    /// <returns>The instances, with past and inbox.</returns>
    public Task<List<Instance>> LoadAsync() => file.TransactAsync(session =>
    {
        session.Execute("CREATE TABLE IF NOT EXISTS workflows (app TEXT NOT NULL, id TEXT NOT NULL, status INTEGER NOT NULL, turns INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (app, id)) WITHOUT ROWID");
        session.Execute("CREATE TABLE IF NOT EXISTS workflow_history (app TEXT NOT NULL, id TEXT NOT NULL, turn INTEGER NOT NULL, events BLOB NOT NULL, PRIMARY KEY (app, id, turn)) WITHOUT ROWID");
        session.Execute("CREATE TABLE IF NOT EXISTS workflow_inbox (app TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, event BLOB NOT NULL, PRIMARY KEY (app, id, sequence)) WITHOUT ROWID");
        var instances = session.Query(
            $"SELECT app, id, state, turns FROM workflows WHERE {Living}",
            static row => new Instance(new InstanceKey(row.GetString(0), row.GetString(1)), InstanceState.Parser.ParseFrom(row.GetFieldValue<byte[]>(2))) { Turns = row.GetInt64(3) });
        foreach (var instance in instances)
        {
            instance.History = History(session, instance.Key);
            instance.Inbox.AddRange(session.Query(
                "SELECT sequence, event FROM workflow_inbox WHERE app = $1 AND id = $2 ORDER BY sequence",
                static row => new InboxItem(row.GetInt64(0), HistoryEvent.Parser.ParseFrom(row.GetFieldValue<byte[]>(1))),
                instance.Key.App,
                instance.Key.Id));
            instance.NextSequence = instance.Inbox.Count == 0 ? 0 : instance.Inbox[^1].Sequence + 1;
        }
        return instances;
    });

    /// <summary>The state of an instance, ended or not.</summary>
    /// <param name="key">The instance.</param>
    /// <returns>The state, or null.</returns>
    public Task<InstanceState?> FindAsync(InstanceKey key) => file.ReadAsync(session => session.Query(
        "SELECT state FROM workflows WHERE app = $1 AND id = $2",
        static row => InstanceState.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)),
        key.App,
        key.Id).SingleOrDefault());

    /// <summary>The states of ended instances.</summary>
    /// <param name="app">App id.</param>
    /// <returns>The states.</returns>
    public Task<List<InstanceState>> EndedAsync(string app) => file.ReadAsync(session => session.Query(
        $"SELECT state FROM workflows WHERE app = $1 AND NOT {Living}", static row => InstanceState.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)), app));

    /// <summary>The past of an instance.</summary>
    /// <param name="key">The instance.</param>
    /// <returns>Its bytes.</returns>
    public Task<byte[]> HistoryAsync(InstanceKey key) => file.ReadAsync(session => History(session, key));

    /// <summary>Ids after an id.</summary>
    /// <param name="app">App id.</param>
    /// <param name="after">The id before the page; empty for the first page.</param>
    /// <param name="size">How many.</param>
    /// <returns>The ids in order.</returns>
    public Task<List<string>> ListAsync(string app, string after, int size) => file.ReadAsync(session => session.Query(
        "SELECT id FROM workflows WHERE app = $1 AND id > $2 ORDER BY id LIMIT $3", static row => row.GetString(0), app, after, size));

    /// <summary>Writes an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Save(Instance instance)
    {
        var state = instance.State.ToByteArray();
        var (status, turns) = ((int)instance.State.WorkflowStatus, instance.Turns);
        return session => session.Execute("INSERT OR REPLACE INTO workflows (app, id, status, turns, state) VALUES ($1, $2, $3, $4, $5)", instance.Key.App, instance.Key.Id, status, turns, state);
    }

    /// <summary>Adds the events of a turn to the past.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="events">Their bytes.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Append(Instance instance, byte[] events)
    {
        var turn = instance.Turns;
        return session => session.Execute("INSERT INTO workflow_history (app, id, turn, events) VALUES ($1, $2, $3, $4)", instance.Key.App, instance.Key.Id, turn, events);
    }

    /// <summary>Writes an event that waits.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="item">The event.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Put(InstanceKey key, InboxItem item)
    {
        var bytes = item.Event.ToByteArray();
        return session => session.Execute("INSERT INTO workflow_inbox (app, id, sequence, event) VALUES ($1, $2, $3, $4)", key.App, key.Id, item.Sequence, bytes);
    }

    /// <summary>Deletes an event that waited.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="item">The event.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Take(InstanceKey key, InboxItem item) =>
        session => session.Execute("DELETE FROM workflow_inbox WHERE app = $1 AND id = $2 AND sequence = $3", key.App, key.Id, item.Sequence);

    /// <summary>Deletes past and inbox.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="history">True deletes the past as well as the inbox.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Clear(InstanceKey key, bool history) => session =>
    {
        session.Execute("DELETE FROM workflow_inbox WHERE app = $1 AND id = $2", key.App, key.Id);
        if (history)
            session.Execute("DELETE FROM workflow_history WHERE app = $1 AND id = $2", key.App, key.Id);
    };

    /// <summary>Deletes an instance's own row.</summary>
    /// <param name="key">The instance.</param>
    /// <returns>The write.</returns>
    public static Action<SqliteSession> Delete(InstanceKey key) =>
        session => session.Execute("DELETE FROM workflows WHERE app = $1 AND id = $2", key.App, key.Id);

    private static byte[] History(SqliteSession session, InstanceKey key) => [.. session.Query(
        "SELECT events FROM workflow_history WHERE app = $1 AND id = $2 ORDER BY turn", static row => row.GetFieldValue<byte[]>(0), key.App, key.Id).SelectMany(static part => part)];
}
