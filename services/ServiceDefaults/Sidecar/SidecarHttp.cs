namespace VectorCare.ServiceDefaults.Sidecar;

/// <summary>The named <see cref="HttpClient"/> whose base address is the sidecar.</summary>
public static class SidecarHttp
{
    /// <summary>Name for <see cref="IHttpClientFactory"/>. Redirects and cookies are off, so that the caller sees what the vendor said.</summary>
    public const string Name = "sidecar";

    /// <summary>Header that carries API tokens, both ways.</summary>
    public const string TokenHeader = "dapr-api-token";
}
