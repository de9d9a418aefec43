using System.Text.Json.Nodes;

namespace Dapr.Conformance.Apps;

/// <summary>A request that a played app got.</summary>
internal sealed record PlayedRequest(DateTimeOffset At, string Method, string Url, JsonObject Headers, JsonNode? Body, string Text)
{
    public string Path => Url.Split('?')[0];
}
