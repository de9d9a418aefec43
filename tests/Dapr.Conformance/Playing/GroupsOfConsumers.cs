using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dapr.Conformance.Playing;

/// <summary>Knows from the log which subscribers on Kafka the broker has let into their groups. On a loaded machine that takes longer than a profile's settling time, and what is published before is missed.</summary>
internal sealed class GroupsOfConsumers : ILoggerFactory, ILogger
{
    private readonly ConcurrentDictionary<(string App, string PubSub), bool> _members = new();

    /// <summary>True when no subscriber waits any more.</summary>
    public bool AreComplete => _members.Values.All(joined => joined);

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _members.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It only listens.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name is not ("Subscribed" or "Joined") || state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return;
        var named = values.ToDictionary(v => v.Key, v => v.Value?.ToString() ?? "", StringComparer.Ordinal);
        var joined = eventId.Name == "Joined";
        _members.AddOrUpdate((named["AppId"], named["PubSub"]), joined, (_, before) => before || joined);
    }

    public void Dispose()
    {
    }
}
