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
        api.Http("GET", "v1.0/secrets/{store}/bulk", (context, values) => AnswerAsync(context, async () => (await reader.AllAsync(values["store"], context.RequestAborted)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal)));
        api.Http("GET", "v1.0/secrets/{store}/{key}", (context, values) => AnswerAsync(context, () => reader.GetAsync(values["store"], values["key"], context.RequestAborted)));
    }

    private static async Task AnswerAsync<T>(HttpContext context, Func<Task<T>> read)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(await read());
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (SecretException e)
        {
            await e.Error.WriteAsync(context.Response);
        }
    }
}
