namespace VectorCare.Alerting.Escalation;

/// <summary>The workflows of red alerts, as the stages see them.</summary>
internal interface IEpisodeWorkflows
{
    /// <summary>Starts an episode at a page. True when it runs, also when it did already.</summary>
    Task<bool> StartAsync(PageStep first, CancellationToken cancellationToken);

    /// <summary>Tells an episode to look at its file again. Nothing is lost where it cannot be told: it looks before every page.</summary>
    Task TellAsync(string alertId, CancellationToken cancellationToken);
}
