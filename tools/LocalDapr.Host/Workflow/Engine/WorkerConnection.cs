using System.Threading.Channels;
using Dapr.Workflow.Protocol;

namespace LocalDapr.Workflow.Engine;

/// <summary>A worker's stream and what it has in hand.</summary>
/// <param name="app">App id.</param>
/// <param name="keepsHistory">True when the worker keeps the past of instances.</param>
internal sealed class WorkerConnection(string app, bool keepsHistory)
{
    private readonly Channel<WorkItem> _items = Channel.CreateUnbounded<WorkItem>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>App id.</summary>
    public string App => app;

    /// <summary>True when the worker keeps the past of instances.</summary>
    public bool KeepsHistory => keepsHistory;

    /// <summary>Instances with a turn here.</summary>
    public HashSet<Instance> Turns { get; } = [];

    /// <summary>Activities here.</summary>
    public HashSet<PendingActivity> Activities { get; } = [];

    /// <summary>Items to send.</summary>
    public ChannelReader<WorkItem> Items => _items.Reader;

    /// <summary>How much it has in hand.</summary>
    public int Load => Turns.Count + Activities.Count;

    /// <summary>Sends an item.</summary>
    /// <param name="item">The item.</param>
    public void Send(WorkItem item) => _items.Writer.TryWrite(item);

    /// <summary>Ends the stream.</summary>
    public void Close() => _items.Writer.TryComplete();
}
