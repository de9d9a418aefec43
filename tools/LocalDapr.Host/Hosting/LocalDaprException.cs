namespace LocalDapr.Hosting;

/// <summary>A host or sidecar cannot start; the message says what to change.</summary>
/// <param name="message">What is wrong, with app, file or port.</param>
/// <param name="inner">Cause, or null.</param>
public sealed class LocalDaprException(string message, Exception? inner = null) : Exception(message, inner);
