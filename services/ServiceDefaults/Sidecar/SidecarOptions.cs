using Microsoft.Extensions.Configuration;

namespace VectorCare.ServiceDefaults.Sidecar;

/// <summary>Where the sidecar is: <c>DAPR_HTTP_ENDPOINT</c>, <c>DAPR_GRPC_ENDPOINT</c>, else <c>DAPR_HTTP_PORT</c> (default 3500), <c>DAPR_GRPC_PORT</c> (default 50001) on 127.0.0.1; tokens <c>DAPR_API_TOKEN</c> (to the sidecar) and <c>APP_API_TOKEN</c> (from it).</summary>
/// <param name="Http">HTTP endpoint.</param>
/// <param name="Grpc">gRPC endpoint.</param>
/// <param name="ApiToken">Token the sidecar wants, or null.</param>
/// <param name="AppToken">Token the sidecar sends; without it no sidecar call is let in.</param>
public sealed record SidecarOptions(Uri Http, Uri Grpc, string? ApiToken, string? AppToken)
{
    /// <summary>Reads the options.</summary>
    /// <param name="configuration">The service's configuration.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">A value is malformed; every one is named.</exception>
    public static SidecarOptions From(IConfiguration configuration)
    {
        var errors = new List<string>();
        var options = new SidecarOptions(
            Endpoint(configuration, "HTTP", 3500, errors),
            Endpoint(configuration, "GRPC", 50001, errors),
            Value(configuration, "DAPR_API_TOKEN"),
            Value(configuration, "APP_API_TOKEN"));
        return errors.Count == 0 ? options : throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
    }

    private static Uri Endpoint(IConfiguration configuration, string kind, int fallback, List<string> errors)
    {
        var key = $"DAPR_{kind}_ENDPOINT";
        if (Value(configuration, key) is { } text)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                return uri;
            errors.Add($"{key}={text} is not an absolute http or https URL.");
        }

        key = $"DAPR_{kind}_PORT";
        if (Value(configuration, key) is { } number)
        {
            if (int.TryParse(number, out var port) && port is > 0 and < 65536)
                return new Uri($"http://127.0.0.1:{port}");
            errors.Add($"{key}={number} is not a port (1 to 65535).");
        }

        return new Uri($"http://127.0.0.1:{fallback}");
    }

    private static string? Value(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : null;
}
