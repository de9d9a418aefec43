namespace VectorCare.Views;

/// <summary>How a run is shown.</summary>
internal interface IRunView
{
    /// <summary>How often <see cref="Show"/> is called, in wall-clock time.</summary>
    TimeSpan Interval { get; }

    /// <summary>A step of the start or the end.</summary>
    void Say(string line);

    /// <summary>The state of the run.</summary>
    void Show(Snapshot snapshot);
}
