namespace Dapr.Workflow;

/// <summary>Why an activity or a workflow failed.</summary>
/// <param name="errorType">Full name of the exception's type.</param>
/// <param name="errorMessage">Its message.</param>
/// <param name="stackTrace">Its stack trace, or null.</param>
public class WorkflowTaskFailureDetails(string errorType, string errorMessage, string? stackTrace = null)
{
    /// <summary>Full name of the exception's type.</summary>
    public string ErrorType { get; } = errorType;

    /// <summary>Its message.</summary>
    public string ErrorMessage { get; } = errorMessage;

    /// <summary>Its stack trace, or null.</summary>
    public string? StackTrace { get; } = stackTrace;

    // Set by a task that no retry can help.
    internal bool IsNonRetriable { get; init; }

    /// <summary>True when the error is of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>Whether it is of this type or, where the type can be found, of one derived from it.</returns>
    public bool IsCausedBy<T>()
        where T : Exception =>
        ErrorType == typeof(T).FullName
        || (Type.GetType(ErrorType, throwOnError: false) ?? typeof(T).Assembly.GetType(ErrorType)) is { } type && typeof(T).IsAssignableFrom(type);

    /// <inheritdoc />
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
