using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>Applies batches to the file and hands committed events to the groups. Only the journal's thread uses it.</summary>
internal sealed class JournalWriter : IDisposable
{
    private const int BlockEvents = 1024;
    private const int BlockBytes = 1 << 20;
    private const int DeadLetterBlocks = 4096;
    private static readonly TimeSpan GroupMemory = TimeSpan.FromDays(7);
    private readonly JournalStore _store;
    private readonly Journal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Dictionary<string, JournalTopic> _topics = new(StringComparer.Ordinal);
    private readonly List<(JournalTopic Topic, long Id, PubSubEvent[] Events)> _written = [];
    private long _lastBlock;

    public JournalWriter(JournalStore store, Journal journal, TimeProvider clock, ILogger logger)
    {
        _store = store;
        _journal = journal;
        _clock = clock;
        _logger = logger;
        Load();
    }

    /// <summary>Writes a batch in one transaction, then tells everybody.</summary>
    /// <param name="batch">The batch.</param>
    public void Write(JournalBatch batch)
    {
        // Topics and groups are committed on their own: what memory knows of them must be in the file whatever becomes of the batch.
        var joined = batch.Joins.ConvertAll(join => (Join: join, Group: SaveGroup(join)));
        batch.Appends.ForEach(append => Topic(append.Topic));
        _written.Clear();
        _store.InTransaction(() =>
        {
            foreach (var block in CollectionsMarshal.AsSpan(batch.Acks))
                SaveAcks(block);
            SaveEvents(batch.Appends);
        });
        foreach (var append in CollectionsMarshal.AsSpan(batch.Appends))
            append.TrySetResult();
        foreach (var (topic, id, events) in _written)
            topic.Groups.ForEach(g => g.Offer(id, events));
        foreach (var (join, group) in joined)
        {
            group.Fill(_store);
            join.TrySetResult(group);
        }

        foreach (var group in batch.Fills)
            group.Fill(_store);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var group in _topics.Values.SelectMany(t => t.Groups))
            group.Dispose();
        _store.Dispose();
    }

    private void Load()
    {
        _store.ForgetGroups(_clock.GetUtcNow() - GroupMemory);
        _lastBlock = _store.LastBlock();
        foreach (var (id, name, isDeadLetter) in _store.Topics())
            _topics.Add(name, new JournalTopic(id, name) { IsDeadLetter = isDeadLetter });
        var byId = _topics.Values.ToDictionary(t => t.Id);
        foreach (var (id, topic, appId, start) in _store.Groups())
            byId[topic].Groups.Add(new ConsumerGroup(_journal, byId[topic], id, appId, start, _clock, _logger));
        foreach (var topic in byId.Values.Where(t => t.Groups.Count == 0))
        {
            foreach (var block in _store.BlockIds(topic.Id))
                topic.Kept.Enqueue(block);
        }
    }

    private void SaveEvents(List<Append> appends)
    {
        foreach (var appended in appends.GroupBy(a => a.Topic, StringComparer.Ordinal))
        {
            var topic = Topic(appended.Key);
            if (topic.Groups.Count == 0 && !topic.IsDeadLetter)
            {
                LocalMetrics.Dropped.Add(appended.Sum(a => a.Events.Length), new KeyValuePair<string, object?>("reason", "no_subscriber"));
                continue;
            }

            SaveBlocks(topic, appended);
        }
    }

    private void SaveBlocks(JournalTopic topic, IEnumerable<Append> appends)
    {
        var events = new List<PubSubEvent>();
        var bytes = 0;
        foreach (var published in appends.SelectMany(a => a.Events))
        {
            if (events.Count == BlockEvents || (bytes + published.Data.Length > BlockBytes && events.Count > 0))
            {
                SaveBlock(topic, [.. events]);
                events.Clear();
                bytes = 0;
            }

            events.Add(published);
            bytes += published.Data.Length;
        }

        SaveBlock(topic, [.. events]);
    }

    private void SaveBlock(JournalTopic topic, PubSubEvent[] events)
    {
        _store.InsertBlock(++_lastBlock, topic.Id, BlockCodec.Encode(events));
        _written.Add((topic, _lastBlock, events));
        if (topic.Groups.Count > 0)
            return;
        topic.Kept.Enqueue(_lastBlock);
        if (topic.Kept.Count > DeadLetterBlocks)
            _store.DeleteBlock(topic.Kept.Dequeue());
    }

    private void SaveAcks(GroupBlock block)
    {
        var bits = block.Take(out var isDone);
        var topic = block.Group.Topic;
        if (isDone)
            block.Group.Close(block.Id);
        if (isDone && topic.IsDone(block.Id))
            _store.DeleteBlock(block.Id);
        else
            _store.SaveAcks(block.Id, block.Group.Id, bits);
    }

    private ConsumerGroup SaveGroup(Join join)
    {
        if (join.DeadLetterTopic is not null && Topic(join.DeadLetterTopic) is { IsDeadLetter: false } dead)
        {
            dead.IsDeadLetter = true;
            _store.SaveTopic(dead.Name, isDeadLetter: true);
        }

        var topic = Topic(join.Topic);
        var start = topic.Kept.TryPeek(out var oldest) ? oldest - 1 : _lastBlock;
        var id = _store.SaveGroup(topic.Id, join.AppId, start, _clock.GetUtcNow());
        var group = topic.Groups.Find(g => g.Id == id);
        if (group is null)
        {
            group = new ConsumerGroup(_journal, topic, id, join.AppId, start, _clock, _logger);
            topic.Groups.Add(group);
            topic.Kept.Clear();
        }

        return group;
    }

    private JournalTopic Topic(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
            _topics.Add(name, topic = new JournalTopic(_store.SaveTopic(name, isDeadLetter: false), name));
        return topic;
    }
}
