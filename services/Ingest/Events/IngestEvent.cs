using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Events;

/// <summary>Something to store, known by its event id.</summary>
/// <param name="Id">CloudEvent id; the same event has the same, however often it comes.</param>
internal abstract record IngestEvent(string Id);

internal sealed record OutcomesReceived(string Id, PollOutcomes Data) : IngestEvent(Id);

internal sealed record TransmissionReceived(string Id, Transmission Data) : IngestEvent(Id);

internal sealed record ConnectivityReceived(string Id, ConnectivityEvent Data) : IngestEvent(Id);

internal sealed record AlertReceived(string Id, AlertEvent Data) : IngestEvent(Id);

internal sealed record LetterReceived(string Id, string Topic, string? Type, byte[] Body) : IngestEvent(Id);
