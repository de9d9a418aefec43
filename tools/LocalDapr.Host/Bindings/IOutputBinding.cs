namespace LocalDapr.Bindings;

/// <summary>An output binding.</summary>
internal interface IOutputBinding : IAsyncDisposable
{
    /// <summary>Operations it knows, in the order Dapr names them.</summary>
    IReadOnlyList<string> Operations { get; }

    /// <summary>Runs one operation, one attempt.</summary>
    /// <param name="request">What to do; the operation is one of <see cref="Operations"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="BindingException">It failed.</exception>
    Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken);
}

/// <summary>A call of an output binding.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Data">Data: JSON as Dapr writes it over HTTP, the bytes as they are over gRPC.</param>
/// <param name="Metadata">Metadata of the request, with the trace context.</param>
internal sealed record BindingRequest(string Operation, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>A metadata value that is not empty, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value.</returns>
    public string? this[string name] => Metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

/// <summary>What came of a call.</summary>
/// <param name="Data">The answer; null where the binding answers nothing at all.</param>
/// <param name="Metadata">Metadata of the answer, told also of a failure.</param>
/// <param name="Error">Why it failed, or null.</param>
internal sealed record BindingOutcome(ReadOnlyMemory<byte>? Data, IReadOnlyDictionary<string, string> Metadata, string? Error = null)
{
    /// <summary>Done, without an answer.</summary>
    public static BindingOutcome Nothing { get; } = new(null, new Dictionary<string, string>());

    /// <summary>An answer without metadata.</summary>
    /// <param name="data">The answer.</param>
    /// <returns>The outcome.</returns>
    public static BindingOutcome Answer(ReadOnlyMemory<byte> data) => new(data, new Dictionary<string, string>());
}

/// <summary>A binding could not do what was asked.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">Cause, or null.</param>
internal sealed class BindingException(string message, Exception? inner = null) : Exception(message, inner);
