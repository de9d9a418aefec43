namespace LocalDapr.PubSub.Local;

/// <summary>A topic of a journal. Only the journal's thread touches it.</summary>
/// <param name="id">Its id.</param>
/// <param name="name">Its name.</param>
internal sealed class JournalTopic(int id, string name)
{
    /// <summary>Id in the file.</summary>
    public int Id => id;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Whether it is used as a dead-letter topic: then events are kept for a group still to come.</summary>
    public bool IsDeadLetter { get; set; }

    /// <summary>Its groups.</summary>
    public List<ConsumerGroup> Groups { get; } = [];

    /// <summary>Blocks kept while there is no group, oldest first; only of a dead-letter topic.</summary>
    public Queue<long> Kept { get; } = [];

    /// <summary>True when every group is done with a block.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Whether it can be removed.</returns>
    public bool IsDone(long block) => Groups.TrueForAll(g => g.IsDone(block));
}
