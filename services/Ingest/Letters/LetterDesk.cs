using System.Text.Json;
using Dapr;
using VectorCare.Ingest.Storage.Upkeep;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Letters;

/// <summary>What became of a wish to resolve a letter; the reason of a refusal too.</summary>
internal enum LetterResult
{
    /// <summary>Published again.</summary>
    Replayed,

    /// <summary>Dropped.</summary>
    Dropped,

    /// <summary>There is no such letter.</summary>
    NotFound,

    /// <summary>It was resolved before.</summary>
    Resolved,

    /// <summary>Nothing that is published again is on its topic.</summary>
    NotReplayed,

    /// <summary>This version cannot read it.</summary>
    Unreadable,

    /// <summary>Pub/sub did not acknowledge; it is open still.</summary>
    NotPublished,
}

/// <summary>Resolves letters, each on record. A letter is published first and written down then: what breaks in between publishes it once more, under the same event id, which its readers take for the same event.</summary>
internal sealed partial class LetterDesk(LetterStore letters, IEventPublisher publisher, AuditTrail audit, ILogger<LetterDesk> logger)
{
    private const string Replayed = "replayed";
    private const string Dropped = "dropped";

    /// <summary>Publishes a letter again.</summary>
    public async Task<LetterResult> ReplayAsync(string id, string who, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not var (letter, body))
            return LetterResult.NotFound;
        if (letter.Resolution is not null)
            return LetterResult.Resolved;
        if (LetterRoutes.TryOf(letter.Topic) is not { IsReplayed: true } route)
            return LetterResult.NotReplayed;
        try
        {
            var read = route.Read(new DeadLetter(body, null, letter.Type));
            if (!read.IsKnownVersion)
                return LetterResult.Unreadable;
            await read.PublishAsync(publisher, cancellationToken);
        }
        catch (JsonException)
        {
            return LetterResult.Unreadable;
        }
        catch (DaprException)
        {
            return LetterResult.NotPublished;
        }

        return await ResolveAsync(letter, Replayed, who, null, cancellationToken) ? LetterResult.Replayed : LetterResult.Resolved;
    }

    /// <summary>Drops a letter.</summary>
    public async Task<LetterResult> DropAsync(string id, string reason, string who, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not var (letter, _))
            return LetterResult.NotFound;
        return await ResolveAsync(letter, Dropped, who, reason, cancellationToken) ? LetterResult.Dropped : LetterResult.Resolved;
    }

    private async Task<bool> ResolveAsync(KeptLetter letter, string how, string who, string? note, CancellationToken cancellationToken)
    {
        // Pub/sub has it: whoever asked may be gone, and it is to be written down all the same.
        if (!await letters.ResolveAsync(letter.Id, how, who, note, how == Replayed ? CancellationToken.None : cancellationToken))
            return false;
        await audit.RecordAsync(who, $"{how}-letter", null, letter.Id, CancellationToken.None);
        LogResolved(letter.Id, letter.Topic, how);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Letter {Letter} of {Topic} was {How}.")]
    private partial void LogResolved(string letter, string topic, string how);
}
