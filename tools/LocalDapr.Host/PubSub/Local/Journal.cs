using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>Topics in one file. One thread writes: what many publishers and subscribers ask for meanwhile goes into one transaction. It batches by real time, not by the host's clock.</summary>
internal sealed class Journal : IAsyncDisposable
{
    private static readonly TimeSpan AckGather = TimeSpan.FromMilliseconds(4);
    private readonly object _gate = new();
    private readonly JournalWriter _writer;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalBatch _next = new();
    private bool _stopping;
    private bool _abandoned;

    /// <summary>Opens the journal and starts its thread.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="clock">Clock of redeliveries.</param>
    /// <param name="logger">Log.</param>
    public Journal(string path, TimeProvider clock, ILogger logger)
    {
        _logger = logger;
        _writer = new JournalWriter(new JournalStore(path), this, clock, logger);
        new Thread(Run) { IsBackground = true, Name = "journal " + Path.GetFileName(path) }.Start();
    }

    /// <summary>Writes events; completes when they are committed.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="events">The events, in order.</param>
    public Task AppendAsync(string topic, PubSubEvent[] events)
    {
        var append = new Append(topic, events);
        Enqueue(batch => batch.Appends.Add(append), urgent: true);
        return append.Task;
    }

    /// <summary>Joins the group of an app; creates it at the first time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="appId">The app.</param>
    /// <param name="deadLetterTopic">Topic from now on used as a dead-letter topic, or null.</param>
    /// <returns>The group.</returns>
    public Task<ConsumerGroup> JoinAsync(string topic, string appId, string? deadLetterTopic)
    {
        var join = new Join(topic, appId, deadLetterTopic);
        Enqueue(batch => batch.Joins.Add(join), urgent: true);
        return join.Task;
    }

    /// <summary>Notes that a block has news to write.</summary>
    /// <param name="block">The block.</param>
    public void Acknowledged(GroupBlock block) => Enqueue(batch => batch.Acks.Add(block), urgent: false);

    /// <summary>Asks for more events of a group that has room.</summary>
    /// <param name="group">The group.</param>
    public void Fill(ConsumerGroup group) => Enqueue(batch => batch.Fills.Add(group), urgent: true);

    /// <summary>Ends at once without writing what is under way, as a crash would; for tests.</summary>
    public async Task AbandonAsync()
    {
        lock (_gate)
        {
            _abandoned = _stopping = true;
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
    }

    private void Enqueue(Action<JournalBatch> add, bool urgent)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                var refused = new JournalBatch();
                add(refused);
                refused.Fail(new PublishFailedException("the journal is closed"));
                return;
            }

            var wasEmpty = _next.IsEmpty;
            add(_next);
            if (urgent || wasEmpty)
                Monitor.Pulse(_gate);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread must not take the process down; callers get the error.")]
    private void Run()
    {
        using (_writer)
        {
            var batch = new JournalBatch();
            while (Take(ref batch))
            {
                try
                {
                    _writer.Write(batch);
                }
                catch (Exception e)
                {
                    LocalLog.NotWritten(_logger, e);
                    batch.Fail(new PublishFailedException("the journal cannot be written: " + e.Message, e));
                }

                batch.Clear();
            }
        }

        _ended.SetResult();
    }

    private bool Take(ref JournalBatch batch)
    {
        lock (_gate)
        {
            while (_next.IsEmpty && !_stopping)
                Monitor.Wait(_gate);
            if (_next.OnlyAcks && !_stopping)
                Monitor.Wait(_gate, AckGather);
            if (_abandoned)
                _next.Fail(new PublishFailedException("the journal is closed"));
            if (_abandoned || (_stopping && _next.IsEmpty))
                return false;
            (batch, _next) = (_next, batch);
            return true;
        }
    }
}
