namespace LocalDapr.State;

/// <summary>The writes that HTTP and gRPC have in common: failures of a store or of its policy become errors of the API.</summary>
internal static class StateWrites
{
    /// <summary>Saves items independently of each other.</summary>
    /// <param name="component">The store.</param>
    /// <param name="operations">The items.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public static async Task<StateError?> SaveAsync(StateComponent component, IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        await ApplyAsync(component, operations, cancellationToken) is { } failure
            ? StateErrors.Refused("ERR_STATE_SAVE", $"failed saving state in state store {component.Spec.Name}", failure)
            : null;

    /// <summary>Deletes one key.</summary>
    /// <param name="component">The store.</param>
    /// <param name="operation">The delete.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public static async Task<StateError?> DeleteAsync(StateComponent component, StateOperation operation, CancellationToken cancellationToken) =>
        await ApplyAsync(component, [operation], cancellationToken) is { } failure
            ? StateErrors.Refused("ERR_STATE_DELETE", $"failed deleting state with key {operation.Key}", failure)
            : null;

    /// <summary>Deletes keys independently of each other.</summary>
    /// <param name="component">The store.</param>
    /// <param name="operations">The deletes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public static async Task<StateError?> DeleteManyAsync(StateComponent component, IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        await ApplyAsync(component, operations, cancellationToken) is { } failure
            ? StateErrors.Refused("ERR_STATE_DELETE_BULK", $"failed deleting state in state store {component.Spec.Name}", failure)
            : null;

    /// <summary>Runs a transaction.</summary>
    /// <param name="component">The store.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public static async Task<StateError?> TransactAsync(StateComponent component, IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        await GuardAsync(() => component.TransactAsync(operations, cancellationToken), cancellationToken) is { } failure
            ? StateErrors.TransactionRefused(failure)
            : null;

    private static Task<StateFailure?> ApplyAsync(StateComponent component, IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken) =>
        GuardAsync(() => component.ApplyAsync(operations, cancellationToken), cancellationToken);

    private static async Task<StateFailure?> GuardAsync(Func<Task<StateFailure?>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return StateFailure.Other(error.Message);
        }
    }
}
