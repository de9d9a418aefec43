using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.State;

/// <summary>A state store as one sidecar uses it: with its key prefix and the component's outbound policy.</summary>
internal sealed class StateComponent(ComponentSpec spec, IStateStore store, KeyPrefix prefix, SidecarContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private StateComponent? _opener;
    private Task? _ready;

    /// <summary>The component.</summary>
    public ComponentSpec Spec => spec;

    /// <summary>Its key prefix.</summary>
    public KeyPrefix Prefix => prefix;

    /// <summary>What this kind of store does differently.</summary>
    public StateStoreTraits Traits => store.Traits;

    private IPolicy Policy => context.Resiliency.Outbound(spec.Name);

    /// <summary>Opens the store; later calls wait for the first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task InitAsync(CancellationToken cancellationToken)
    {
        if (_opener is not null)
            return _opener.InitAsync(cancellationToken);
        lock (_gate)
            return _ready ??= store.InitAsync(cancellationToken);
    }

    /// <summary>The same store for keys that are complete already.</summary>
    /// <returns>It needs no disposal of its own.</returns>
    public StateComponent WithoutPrefix() => new(spec, store, KeyPrefix.None, context) { _opener = this };

    /// <summary>Reads a key.</summary>
    /// <param name="key">Key without prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The value, or null.</returns>
    public async Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await InitAsync(cancellationToken);
        var complete = prefix.Complete(key);
        return await Policy.RunAsync(ct => store.GetAsync(complete, ct), static _ => Verdict.Ok, cancellationToken);
    }

    /// <summary>Reads keys.</summary>
    /// <param name="keys">Keys without prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values in the order of the keys; null for a missing key.</returns>
    public async Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await InitAsync(cancellationToken);
        var complete = keys.Select(prefix.Complete).ToList();
        return await Policy.RunAsync(ct => store.GetManyAsync(complete, ct), static _ => Verdict.Ok, cancellationToken);
    }

    /// <summary>Applies writes independently of each other. A retry repeats only those that failed for another reason than their etag.</summary>
    /// <param name="operations">Writes with keys without prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The failure to report, or null.</returns>
    public async Task<StateFailure?> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        if (operations.Count == 0)
            return null;
        await InitAsync(cancellationToken);
        var failures = new List<StateFailure>();
        var rest = operations.Select(Complete).ToList();
        var last = await Policy.RunAsync(
            async ct =>
            {
                var results = await store.ApplyAsync(rest, ct);
                var retriable = new List<StateFailure>();
                var again = new List<StateOperation>();
                for (var i = 0; i < results.Count; i++)
                {
                    if (results[i] is not { } failure)
                        continue;
                    if (failure.Reason != StateFailureReason.Failed)
                    {
                        failures.Add(failure);
                        continue;
                    }
                    retriable.Add(failure);
                    again.Add(rest[i]);
                }
                rest = again;
                return retriable;
            },
            retriable => retriable.Count > 0 ? Verdict.Failed : failures.Count > 0 ? new Verdict(false, Permanent: true) : Verdict.Ok,
            cancellationToken);
        failures.AddRange(last);
        if (failures.Count == 0)
            Report(operations);
        return Join(failures, operations.Count);
    }

    /// <summary>Applies writes as one transaction.</summary>
    /// <param name="operations">Writes with keys without prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The failure, or null.</returns>
    public async Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        if (operations.Count == 0)
            return null;
        await InitAsync(cancellationToken);
        var complete = operations.Select(Complete).ToList();
        var refused = await Policy.RunAsync(
            ct => store.TransactAsync(complete, ct),
            static failure => failure is null ? Verdict.Ok : failure.Reason == StateFailureReason.Failed ? Verdict.Failed : new Verdict(false, Permanent: true),
            cancellationToken);
        if (refused is null)
            Report(operations);
        return refused;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private void Report(IReadOnlyList<StateOperation> operations)
    {
        if (!context.IsWatched)
            return;
        foreach (var operation in operations)
            context.Report(SidecarEventKind.Wrote, spec.Name, $"{(operation.Kind == StateOperationKind.Delete ? "delete" : "upsert")} {operation.Key}", operation.Data);
    }

    private StateOperation Complete(StateOperation operation) => operation with { Key = prefix.Complete(operation.Key) };

    // Of several failures any that is no etag mismatch decides the status.
    private static StateFailure? Join(List<StateFailure> failures, int operations)
    {
        if (failures.Count == 0)
            return null;
        if (operations == 1)
            return failures[0];
        var text = string.Join("\n", failures.Select(f => f.Message));
        return failures.MaxBy(f => f.Reason)! with
        {
            Message = failures.TrueForAll(f => f.Reason == StateFailureReason.EtagMismatch) ? StateFailure.Mismatch(text).Message : text,
        };
    }
}
