using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Worker;

/// <summary>Exceptions on the wire.</summary>
internal static class Failure
{
    /// <summary>Writes an exception with those inside it.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="final">True when no retry can help.</param>
    /// <returns>The message.</returns>
    public static TaskFailureDetails Of(Exception error, bool final) => new()
    {
        ErrorType = error.GetType().FullName ?? error.GetType().Name,
        ErrorMessage = error.Message,
        StackTrace = error.StackTrace ?? "",
        IsNonRetriable = final,
        InnerFailure = error.InnerException is { } inner ? Of(inner, final: false) : null,
    };
}
