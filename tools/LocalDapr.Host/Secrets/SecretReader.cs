using Grpc.Core;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Secrets;

/// <summary>Reads secrets as far as the secret scopes of the Configuration allow.</summary>
internal sealed class SecretReader(IReadOnlyDictionary<string, ISecretStore> stores, IReadOnlyList<SecretScopeSpec> scopes)
{
    /// <summary>One secret.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="name">Name of the secret.</param>
    /// <returns>Key and value.</returns>
    /// <exception cref="SecretException">There is no such store or secret, or it may not be read.</exception>
    public IReadOnlyDictionary<string, string> Get(string storeName, string name)
    {
        var store = Find(storeName);
        if (!IsAllowed(storeName, name))
            throw new SecretException(new ApiError(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get \"{name}\" from \"{storeName}\""), StatusCode.PermissionDenied);
        return store.Get(name)
            ?? throw new SecretException(new ApiError(500, "ERR_SECRET_GET", $"failed getting secret with key {name} from secret store {storeName}: secret {name} not found"), StatusCode.Internal);
    }

    /// <summary>All secrets of a store that may be read.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <returns>Values by secret.</returns>
    /// <exception cref="SecretException">There is no such store.</exception>
    public IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> All(string storeName) =>
        Find(storeName).All().Where(s => IsAllowed(storeName, s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal);

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
