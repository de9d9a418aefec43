using Dapr;
using Dapr.Actors;
using Dapr.Actors.Client;

namespace VectorCare.Alerting.Inbox;

/// <summary>Inboxes as actors of the sidecar.</summary>
internal sealed partial class DaprClinicInboxes(IActorProxyFactory actors, TimeProvider time, ILogger<DaprClinicInboxes> logger) : IClinicInboxes
{
    /// <summary>An inbox that sends a digest takes nothing in meanwhile; an alert does not wait for that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> AddAsync(string clinic, WaitingAlert alert, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await actors.Create(new ActorId(clinic), ClinicInbox.TypeName).InvokeMethodAsync<WaitingAlert, DateTimeOffset>(nameof(IClinicInbox.AddAsync), alert, either.Token);
        }
        catch (Exception error) when (error is DaprException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotAdded(error);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A clinic's inbox did not take an alert; it goes on its own.")]
    private partial void LogNotAdded(Exception error);
}
