using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Letters;

/// <summary>Why a letter is one; also what its store refuses it for (<see cref="Plausibility"/>).</summary>
internal static class LetterReasons
{
    /// <summary>It can be read: its reader failed until the retries were exhausted.</summary>
    public const string Failed = "failed";

    /// <summary>A poll whose time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It is no event with such a message.</summary>
    public const string Malformed = "malformed";

    /// <summary>A version of the message that is not known here.</summary>
    public const string UnknownVersion = "unknown-schema-version";
}

/// <summary>What is to be done with a letter.</summary>
internal enum LetterRemedy
{
    /// <summary>Publish it again.</summary>
    Replay,

    /// <summary>Drop it: what it asked for has no worth any more.</summary>
    Drop,

    /// <summary>No version that runs here can read it: mend what wrote or reads it, then replay; or drop it by itself.</summary>
    Mend,
}

/// <summary>Sorts letters.</summary>
internal sealed class LetterClassifier(Plausibility plausibility, TimeProvider clock)
{
    /// <summary>Why a letter is one.</summary>
    public string Reason(string topic, DeadLetter letter)
    {
        try
        {
            return LetterRoutes.TryOf(topic) is { } route ? Reason(route.Read(letter)) : LetterReasons.Failed;
        }
        catch (JsonException)
        {
            return LetterReasons.Malformed;
        }
    }

    /// <summary>What is to be done with a letter.</summary>
    public static LetterRemedy Remedy(string topic, string reason) =>
        LetterRoutes.TryOf(topic) is not { IsReplayed: true } ? LetterRemedy.Drop
        : reason is LetterReasons.Malformed or LetterReasons.UnknownVersion ? LetterRemedy.Mend
        : LetterRemedy.Replay;

    private string Reason(ReadLetter read) => read.IsKnownVersion
        ? read.Data switch
        {
            PollBatch batch when clock.GetUtcNow() >= batch.Expires => LetterReasons.Expired,
            PollOutcomes o => plausibility.Against(new OutcomesReceived(read.EventId, o)) ?? LetterReasons.Failed,
            Transmission t => plausibility.Against(new TransmissionReceived(read.EventId, t)) ?? LetterReasons.Failed,
            ConnectivityEvent c => plausibility.Against(new ConnectivityReceived(read.EventId, c)) ?? LetterReasons.Failed,
            AlertEvent a => plausibility.Against(new AlertReceived(read.EventId, a)) ?? LetterReasons.Failed,
            _ => LetterReasons.Failed,
        }
        : LetterReasons.UnknownVersion;
}
