using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>Log lines of the local broker.</summary>
internal static partial class LocalLog
{
    [LoggerMessage(20, LogLevel.Error, "the journal cannot be written")]
    public static partial void NotWritten(ILogger logger, Exception error);

    [LoggerMessage(21, LogLevel.Warning, "an event of topic {Topic} is dropped for {AppId} after {Deliveries} deliveries: there is no dead-letter topic")]
    public static partial void Exhausted(ILogger logger, string topic, string appId, int deliveries);

    [LoggerMessage(22, LogLevel.Error, "a delivery of topic {Topic} to {AppId} failed")]
    public static partial void HandlerFailed(ILogger logger, string topic, string appId, Exception error);
}
