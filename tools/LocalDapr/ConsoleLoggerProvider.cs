using Microsoft.Extensions.Logging;

namespace LocalDapr;

/// <summary>Shows the warnings of the sidecars among the other lines.</summary>
internal sealed class ConsoleLoggerProvider(TextConsole console) : ILoggerProvider
{
    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(console, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
        // Holds nothing.
    }

    private sealed class ConsoleLogger(TextConsole console, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                console.Sidecar($"{logLevel.ToString().ToLowerInvariant()}: {category}: {formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}");
        }
    }
}
