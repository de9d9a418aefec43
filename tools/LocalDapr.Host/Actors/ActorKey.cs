namespace LocalDapr.Actors;

/// <summary>An actor.</summary>
/// <param name="Type">Actor type.</param>
/// <param name="Id">Actor id.</param>
internal readonly record struct ActorKey(string Type, string Id)
{
    private const string Separator = "||";

    /// <summary>Name of something that belongs to the actor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A name unique among all actors.</returns>
    public string Named(string name) => string.Concat(ToString(), Separator, name);

    /// <inheritdoc />
    public override string ToString() => string.Concat(Type, Separator, Id);
}
