using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Tests.PubSub;

/// <summary>Waits for the log lines that say a subscription is in place.</summary>
internal sealed class SubscriptionWatch : ILoggerFactory, ILogger
{
    private const int Subscribed = 1;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public async Task WaitForAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            for (var i = 0; i < count; i++)
                await _lines.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{count} subscriptions expected; the log says: {string.Join(Environment.NewLine, Lines)}");
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName == "LocalDapr.PubSub" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue(formatter(state, exception));
        if (eventId.Id == Subscribed)
            _lines.Writer.TryWrite(formatter(state, exception));
    }
}
