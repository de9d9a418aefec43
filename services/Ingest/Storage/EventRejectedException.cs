namespace VectorCare.Ingest.Storage;

/// <summary>The store refuses an event for what it is; trying again would change nothing.</summary>
internal sealed class EventRejectedException(Exception inner) : Exception("The store refuses the event.", inner);
