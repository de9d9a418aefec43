namespace LocalDapr.Invocation;

/// <summary>Words for calls that got no answer, as Dapr has them.</summary>
internal static class TransportErrors
{
    /// <summary>Describes an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="verb">Verb of the call.</param>
    /// <param name="url">URL of the call.</param>
    /// <param name="address">Host and port of the connection.</param>
    /// <returns>The description.</returns>
    public static string Describe(HttpRequestException error, HttpMethod verb, string url, string address)
    {
        var reason = error.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => $"dial tcp {address}: connect: connection refused",
            HttpRequestError.ResponseEnded => "EOF",
            HttpRequestError.NameResolutionError => $"dial tcp: lookup {address}: no such host",
            _ => error.InnerException?.Message ?? error.Message,
        };
        return $"{verb.Method[..1]}{verb.Method[1..].ToLowerInvariant()} \"{url}\": {reason}";
    }
}
