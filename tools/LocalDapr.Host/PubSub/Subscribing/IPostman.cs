using System.Text.Json;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Brings an event to the application.</summary>
internal interface IPostman
{
    /// <summary>True when the parsed envelope is needed.</summary>
    bool NeedsEnvelope { get; }

    /// <summary>Brings one event.</summary>
    /// <param name="letter">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The application's answer.</returns>
    Task<AppAnswer> DeliverAsync(Letter letter, CancellationToken cancellationToken);
}

/// <summary>An event addressed to the application.</summary>
/// <param name="EntryId">Id within a bulk delivery.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Event">The event, wrapped.</param>
/// <param name="Envelope">The parsed CloudEvent, where it was parsed.</param>
/// <param name="Facts">Id and trace of the envelope.</param>
internal sealed record Letter(string EntryId, string Path, string Topic, PubSubEvent Event, JsonElement Envelope, EnvelopeFacts Facts);

/// <summary>What the application wants done with an event.</summary>
internal enum AppVerdict
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>Deliver again.</summary>
    Retry,

    /// <summary>Do not deliver again.</summary>
    Drop,
}

/// <summary>The application's answer.</summary>
/// <param name="Verdict">What it wants.</param>
/// <param name="HttpStatus">HTTP status of a failure that has one.</param>
/// <param name="GrpcStatus">gRPC status of a failure that has one.</param>
internal readonly record struct AppAnswer(AppVerdict Verdict, int? HttpStatus = null, int? GrpcStatus = null);

/// <summary>Brings several events to the application in one call.</summary>
internal interface IBulkPostman
{
    /// <summary>True when the parsed envelopes are needed.</summary>
    bool NeedsEnvelope { get; }

    /// <summary>Brings the events of one path.</summary>
    /// <param name="letters">The events.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The application's answer.</returns>
    Task<BulkAnswer> DeliverAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken);
}

/// <summary>The application's answer to several events.</summary>
/// <param name="Verdicts">Verdicts by entry id; an entry that is missing is to be retried.</param>
/// <param name="HttpStatus">HTTP status of a failure that has one.</param>
/// <param name="GrpcStatus">gRPC status of a failure that has one.</param>
internal readonly record struct BulkAnswer(IReadOnlyDictionary<string, AppVerdict> Verdicts, int? HttpStatus = null, int? GrpcStatus = null)
{
    /// <summary>Nothing was taken.</summary>
    public static IReadOnlyDictionary<string, AppVerdict> None { get; } = new Dictionary<string, AppVerdict>(StringComparer.Ordinal);

    /// <summary>All of it is done with.</summary>
    /// <param name="letters">The events.</param>
    /// <returns>The answer.</returns>
    public static BulkAnswer Done(IReadOnlyList<Letter> letters) => new(letters.ToDictionary(l => l.EntryId, _ => AppVerdict.Success, StringComparer.Ordinal));
}
