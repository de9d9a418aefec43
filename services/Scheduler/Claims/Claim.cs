using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Claims;

/// <summary>Who publishes the patients of a slot and home region in a cycle.</summary>
/// <param name="Owner">Replica, new with every start of a process.</param>
/// <param name="LeaseUntil">From here on another replica may take the claim over.</param>
/// <param name="Done">True when every batch was acknowledged by pub/sub.</param>
/// <param name="Batches">Batches published, when done.</param>
/// <param name="Polls">Polls published, when done.</param>
internal sealed record Claim(string Owner, DateTimeOffset LeaseUntil, bool Done, int Batches, int Polls)
{
    public static string Key(long cycle, SlotShare share) => $"claim-v1-{cycle}-{share.Slot}{(share.Home.Length == 0 ? string.Empty : "-" + share.Home)}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Claim))]
internal sealed partial class ClaimJson : JsonSerializerContext;
