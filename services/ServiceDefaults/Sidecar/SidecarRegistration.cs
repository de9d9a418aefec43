using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace VectorCare.ServiceDefaults.Sidecar;

/// <summary>Registers <see cref="SidecarOptions"/>, one long-lived <see cref="DaprClient"/>, and <see cref="SidecarHttp.Name"/>, an <see cref="HttpClient"/> on the sidecar.</summary>
internal static class SidecarRegistration
{
    public static void AddSidecar(this WebApplicationBuilder builder)
    {
        var options = SidecarOptions.From(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ =>
        {
            var client = new DaprClientBuilder().UseHttpEndpoint(options.Http.ToString()).UseGrpcEndpoint(options.Grpc.ToString());
            return (options.ApiToken is null ? client : client.UseDaprApiToken(options.ApiToken)).Build();
        });
        builder.Services.AddHttpClient(SidecarHttp.Name, http =>
        {
            http.BaseAddress = options.Http;
            if (options.ApiToken is not null)
                http.DefaultRequestHeaders.Add(SidecarHttp.TokenHeader, options.ApiToken);
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        }).RemoveAllLoggers();
    }
}
