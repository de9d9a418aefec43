using System.Text.Json;
using LocalDapr.Cel;
using LocalDapr.PubSub.Publishing;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Decides what an arrived event is: wraps raw payloads, looks at the expiry, chooses the path.</summary>
/// <param name="subscription">The subscription.</param>
/// <param name="router">Its rules.</param>
/// <param name="clock">The clock.</param>
internal sealed class Sorting(Subscription subscription, Router router, TimeProvider clock)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>True when events are raw payloads.</summary>
    public bool Raw { get; } = EventMetadata.IsRaw(subscription.Metadata, out _);

    /// <summary>Sorts an event.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="wrapRaw">True to wrap a raw payload into a CloudEvent, as single deliveries do.</param>
    /// <param name="parse">True when the parsed envelope is needed in any case.</param>
    /// <returns>Where it goes.</returns>
    public Sorted Sort(Delivery delivery, bool wrapRaw, bool parse)
    {
        var arrived = delivery.Event;
        if (Raw && wrapRaw)
            arrived = CloudEvents.FromRaw(subscription.PubSub, subscription.Topic, arrived);
        else if (Raw)
            return Route(delivery.EntryId, arrived, JsonSerializer.SerializeToElement(System.Text.Encoding.UTF8.GetString(arrived.Data)), new EnvelopeFacts(null, null, null));
        if (arrived.Facts is { } known && !router.LooksInside && !parse)
            return Route(delivery.EntryId, arrived, default, known);
        try
        {
            using var document = JsonDocument.Parse(arrived.Data, Deep);
            var envelope = document.RootElement.Clone();
            return envelope.ValueKind == JsonValueKind.Object
                ? Route(delivery.EntryId, arrived, envelope, arrived.Facts ?? EnvelopeReader.Facts(envelope, arrived.Metadata))
                : Sorted.Broken(null, "it is no CloudEvent");
        }
        catch (JsonException)
        {
            return Sorted.Broken(null, "it is no CloudEvent");
        }
    }

    private Sorted Route(string entryId, PubSubEvent arrived, JsonElement envelope, EnvelopeFacts facts)
    {
        if (facts.Expires < clock.GetUtcNow())
            return Sorted.Refused(facts.Id, "it has expired");
        try
        {
            return router.Find(envelope) is { } path
                ? Sorted.For(new Letter(entryId, path, subscription.Topic, arrived, envelope, facts))
                : Sorted.Refused(facts.Id, "no route takes it");
        }
        catch (CelException e)
        {
            return Sorted.Broken(facts.Id, e.Message);
        }
    }
}

/// <summary>Where an event goes.</summary>
/// <param name="Letter">The addressed event, or null when it cannot be delivered.</param>
/// <param name="EventId">Id of the event, or null.</param>
/// <param name="Reason">Why it cannot be delivered.</param>
/// <param name="IsFailure">True when that is an error, which leaves the event with the component if there is no dead-letter topic; else the event is done with.</param>
internal readonly record struct Sorted(Letter? Letter, string? EventId, string Reason, bool IsFailure)
{
    public static Sorted For(Letter letter) => new(letter, letter.Facts.Id, "", false);

    public static Sorted Refused(string? eventId, string reason) => new(null, eventId, reason, false);

    public static Sorted Broken(string? eventId, string reason) => new(null, eventId, reason, true);
}
