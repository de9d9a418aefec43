using Grpc.Core;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Secrets;

/// <summary>Reads secrets as far as the secret scopes of the Configuration allow, each read under the outbound policy of its store.</summary>
internal sealed class SecretReader(IReadOnlyDictionary<string, ISecretStore> stores, IReadOnlyList<SecretScopeSpec> scopes, IResiliency resiliency)
{
    /// <summary>One secret.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="name">Name of the secret.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Key and value.</returns>
    /// <exception cref="SecretException">There is no such store or secret, or it may not be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(string storeName, string name, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        if (!IsAllowed(storeName, name))
            throw new SecretException(new ApiError(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get \"{name}\" from \"{storeName}\""), StatusCode.PermissionDenied);
        var what = $"failed getting secret with key {name} from secret store {storeName}";
        return await ReadAsync(storeName, what, () => store.Get(name), cancellationToken)
            ?? throw new SecretException(new ApiError(500, "ERR_SECRET_GET", $"{what}: secret {name} not found"), StatusCode.Internal);
    }

    /// <summary>All secrets of a store that may be read.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Values by secret, in order.</returns>
    /// <exception cref="SecretException">There is no such store, or it cannot be read.</exception>
    public async Task<IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>>> AllAsync(string storeName, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        var all = await ReadAsync(storeName, $"failed getting secrets from secret store {storeName}", store.All, cancellationToken);
        return all!.Where(s => IsAllowed(storeName, s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal);
    }

    private async Task<T?> ReadAsync<T>(string storeName, string what, Func<T?> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await resiliency.Outbound(storeName).RunAsync(_ => Task.FromResult(read()), static found => found is null ? Verdict.Failed : Verdict.Ok, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or BreakerOpenException)
        {
            throw new SecretException(new ApiError(500, "ERR_SECRET_GET", $"{what}: {e.Message}"), StatusCode.Internal);
        }
    }

    private ISecretStore Find(string storeName)
    {
        if (stores.Count == 0)
            throw new SecretException(new ApiError(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured"), StatusCode.FailedPrecondition);
        return stores.GetValueOrDefault(storeName)
            ?? throw new SecretException(new ApiError(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {storeName}"), StatusCode.InvalidArgument);
    }

    private bool IsAllowed(string storeName, string name)
    {
        if (scopes.FirstOrDefault(s => s.StoreName == storeName) is not { } scope)
            return true;
        if (scope.Allowed.Count > 0)
            return scope.Allowed.Contains(name);
        return scope.DefaultAllow && !scope.Denied.Contains(name);
    }
}

/// <summary>A secret cannot be given.</summary>
/// <param name="error">The answer over HTTP.</param>
/// <param name="code">The status over gRPC.</param>
internal sealed class SecretException(ApiError error, StatusCode code) : Exception(error.Message)
{
    /// <summary>The answer over HTTP.</summary>
    public ApiError Error { get; } = error;

    /// <summary>The answer over gRPC.</summary>
    public RpcException Rpc => new(new Status(code, Error.Message));
}
