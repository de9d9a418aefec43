namespace VectorCare.Contracts.Messages;

/// <summary>A message that belongs to one slot: a canary's share is counted in slots.</summary>
public interface ISlotted
{
    /// <summary>0 to 299.</summary>
    int Slot { get; }
}
