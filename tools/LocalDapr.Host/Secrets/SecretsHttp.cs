using System.Text.Json;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Secrets;

/// <summary>The secrets API over HTTP.</summary>
internal sealed class SecretsHttp(SecretReader reader)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Http("GET", "v1.0/secrets/{store}/bulk", (context, values) => AnswerAsync(context, () => reader.All(values["store"]).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal)));
        api.Http("GET", "v1.0/secrets/{store}/{key}", (context, values) => AnswerAsync(context, () => reader.Get(values["store"], values["key"])));
    }

    private static async Task AnswerAsync<T>(HttpContext context, Func<T> read)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(read());
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (SecretException e)
        {
            await e.Error.WriteAsync(context.Response);
        }
    }
}
