using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>The contracts' good samples as events.</summary>
internal static class Samples
{
    public static PollOutcomes Outcomes => Read("poll-outcomes", ContractsJson.Default.PollOutcomes);

    public static Transmission Transmission => Read("transmission", ContractsJson.Default.Transmission);

    public static ConnectivityEvent Connectivity => Read("connectivity-event", ContractsJson.Default.ConnectivityEvent);

    public static AlertEvent Alert => Read("alert", ContractsJson.Default.AlertEvent);

    /// <summary>Four of each kind.</summary>
    public static List<IngestEvent> Events()
    {
        var (outcomes, transmission, connectivity, alert) = (Outcomes, Transmission, Connectivity, Alert);
        return [.. Enumerable.Range(0, 4).SelectMany(i => (IngestEvent[])[new OutcomesReceived($"{i}", outcomes), new TransmissionReceived($"{i}", transmission), new ConnectivityReceived($"{i}", connectivity), new AlertReceived($"{i}", alert), new LetterReceived($"{i}", "alerts-deadletter", null, [1, 2])])];
    }

    /// <summary>A batch of one patient's slot.</summary>
    public static OutcomesReceived Batch(Guid patient, long cycle, PollOutcome outcome = PollOutcome.Unchanged, string? hash = "ef46db3751d8e999", long latenessMs = 12)
    {
        var slot = Slots.Of(patient);
        var id = $"{cycle}:{slot}:aurora:0";
        return new OutcomesReceived(id, new PollOutcomes(1, id, cycle, slot, "aurora", Slots.Due(cycle, slot), [new(patient, "clinic-01", outcome, latenessMs, 20, 1, hash, 0, null), new(Guid.NewGuid(), "clinic-02", PollOutcome.New, 1, 1, 1, null, 1, null)]));
    }

    private static T Read<T>(string name, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(File.ReadAllText(RepositoryPaths.At("contracts", "samples", name + ".v1.good.json")), type)!;
}
