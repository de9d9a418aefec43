namespace VectorCare.Alerting.Stages;

/// <summary>A stage on an alert's way. Stages before the claim only plan: they change the file in memory and may run again after a conflict.</summary>
internal interface IAlertStage
{
    /// <summary>Name, also the metric tag.</summary>
    string Name { get; }

    /// <summary>Whether it acts on the world; a stage that plans must not.</summary>
    bool Acts { get; }

    /// <summary>Passes or holds every candidate, with a reason.</summary>
    ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken);
}
