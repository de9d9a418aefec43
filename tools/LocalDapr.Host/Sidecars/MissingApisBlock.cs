using Microsoft.AspNetCore.Http;

namespace LocalDapr.Sidecars;

/// <summary>APIs of Dapr that LocalDapr does not have: they are refused by name instead of looking like a wrong path. Over gRPC every method that nobody serves is refused the same way.</summary>
internal sealed class MissingApisBlock : IBuildingBlock
{
    private static readonly (string Verbs, string Pattern, string Api)[] Missing =
    [
        ("POST", "v1.0-alpha1/lock/{store}", "The distributed lock API"),
        ("POST", "v1.0-alpha1/unlock/{store}", "The distributed lock API"),
        ("PUT", "v1.0-alpha1/crypto/{component}/encrypt", "The cryptography API"),
        ("PUT", "v1.0-alpha1/crypto/{component}/decrypt", "The cryptography API"),
        ("POST", "v1.0-alpha1/subtlecrypto/{component}/{operation}", "The cryptography API"),
        ("POST", "v1.0-alpha1/conversation/{component}/converse", "The conversation API"),
        ("POST", "v1.0-alpha2/conversation/{component}/converse", "The conversation API"),
    ];

    /// <summary>Names of the APIs, each once.</summary>
    public static IEnumerable<string> Names => Missing.Select(m => m.Api).Distinct(StringComparer.Ordinal);

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        foreach (var (verbs, pattern, name) in Missing)
        {
            var error = new ApiError(StatusCodes.Status501NotImplemented, "ERR_NOT_IMPLEMENTED", $"{name} is not part of LocalDapr");
            api.Http(verbs, pattern, (http, _) => error.WriteAsync(http.Response));
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
