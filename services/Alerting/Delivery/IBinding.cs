namespace VectorCare.Alerting.Delivery;

/// <summary>Output bindings, as channels see them.</summary>
internal interface IBinding
{
    /// <summary>Invokes a binding.</summary>
    /// <param name="name">Component name.</param>
    /// <param name="operation">Operation.</param>
    /// <param name="data">Bytes.</param>
    /// <param name="metadata">Metadata; the binding may keep what a later call leaves out, so every call sets all.</param>
    /// <param name="cancellationToken">Gives up; the binding may have acted all the same.</param>
    Task<BindingReply> InvokeAsync(string name, string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}

/// <summary>What a binding answered.</summary>
/// <param name="Result">Accepted where it answered at all; a channel may judge the answer more strictly.</param>
/// <param name="Status">HTTP status of the target, where there is one.</param>
/// <param name="Body">Answer of the target.</param>
internal sealed record BindingReply(DeliveryResult Result, int? Status, ReadOnlyMemory<byte> Body);
