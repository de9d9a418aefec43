namespace VectorCare.Scraper.Polling;

/// <summary>The places between which a batch may be cut off. What is remembered comes after what it stands for, in this order.</summary>
internal enum PollStep
{
    /// <summary>A transmission is acknowledged; nothing is remembered yet.</summary>
    TransmissionPublished,

    /// <summary>A connectivity event is acknowledged; nothing is remembered yet.</summary>
    ConnectivityPublished,

    /// <summary>The batch's journal is written; its outcomes are not published yet.</summary>
    JournalWritten,

    /// <summary>The outcomes are acknowledged; the states are not written yet.</summary>
    OutcomesPublished,

    /// <summary>The states are written; the batch is not acknowledged yet.</summary>
    StatesWritten,
}

/// <summary>Sees a batch pass its steps. Tests cut it off there.</summary>
internal interface IStepObserver
{
    /// <summary>The step is done.</summary>
    void Reached(PollStep step, string id);
}

/// <summary>Looks away.</summary>
internal sealed class NoStepObserver : IStepObserver
{
    public void Reached(PollStep step, string id)
    {
    }
}
