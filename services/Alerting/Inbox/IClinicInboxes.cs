namespace VectorCare.Alerting.Inbox;

/// <summary>The clinics' inboxes, as the stages see them.</summary>
internal interface IClinicInboxes
{
    /// <summary>Gives an alert to a clinic's inbox; the same alert is kept once.</summary>
    /// <returns>When its digest goes out, or null where the inbox could not be reached: then it must not wait for it.</returns>
    Task<DateTimeOffset?> AddAsync(string clinic, WaitingAlert alert, CancellationToken cancellationToken);
}
