using System.Text.Json.Nodes;

namespace VendorSim.Borealis;

/// <summary>Errors as <c>application/problem+json</c>.</summary>
internal static class BorealisProblems
{
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        var (slug, title) = status switch
        {
            400 => ("bad-request", "Bad request"),
            401 => ("unauthorized", "Unauthorized"),
            404 => ("not-found", "Not found"),
            429 => ("rate-limited", "Too many requests"),
            503 => ("unavailable", "Service unavailable"),
            _ => ("server-error", "Server error"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        var json = new JsonObject { ["type"] = $"https://borealis.example/problems/{slug}", ["title"] = title, ["status"] = status, ["detail"] = detail };
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
