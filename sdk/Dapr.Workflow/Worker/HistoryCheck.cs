using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Worker;

/// <summary>Compares what the code does with what the history says it did.</summary>
internal static class HistoryCheck
{
    /// <summary>Tells a history event that the code must have caused.</summary>
    /// <param name="past">The event.</param>
    /// <returns>For example <c>activity 'Send'</c>; null for an event that came from outside.</returns>
    public static string? Describe(HistoryEvent past) => past.EventTypeCase switch
    {
        HistoryEvent.EventTypeOneofCase.TaskScheduled => $"activity '{past.TaskScheduled.Name}'",
        HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated => $"child workflow '{past.ChildWorkflowInstanceCreated.Name}'",
        HistoryEvent.EventTypeOneofCase.TimerCreated => "a timer",
        HistoryEvent.EventTypeOneofCase.EventSent => $"sent event '{past.EventSent.Name}'",
        _ => null,
    };

    /// <summary>Tells an action of the code.</summary>
    /// <param name="action">The action.</param>
    /// <returns>In the words of <see cref="Describe(HistoryEvent)"/>.</returns>
    public static string Describe(WorkflowAction action) => action.ActionTypeCase switch
    {
        WorkflowAction.ActionTypeOneofCase.ScheduleTask => $"activity '{action.ScheduleTask.Name}'",
        WorkflowAction.ActionTypeOneofCase.CreateChildWorkflow => $"child workflow '{action.CreateChildWorkflow.Name}'",
        WorkflowAction.ActionTypeOneofCase.CreateTimer => "a timer",
        WorkflowAction.ActionTypeOneofCase.SendEvent => $"sent event '{action.SendEvent.Name}'",
        _ => action.ActionTypeCase.ToString(),
    };
}
