using LocalDapr.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VectorCare.ServiceDefaults;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>Builds a service in this process as its <c>Program.cs</c> does, on the test's clock and sidecar.</summary>
internal static class HostedService
{
    public const string AppToken = "app-token-of-the-test";
    public const string IssuerKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static WebApplication Build(string appId, int port, LocalDaprSidecar sidecar, TimeProvider clock, IReadOnlyDictionary<string, string?> settings, Func<WebApplicationBuilder, WebApplicationBuilder> add, Func<WebApplication, WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["DAPR_HTTP_ENDPOINT"] = sidecar.HttpEndpoint.ToString(),
            ["DAPR_GRPC_ENDPOINT"] = sidecar.GrpcEndpoint.ToString(),
            ["APP_API_TOKEN"] = AppToken,
            ["Auth:DevelopmentKey"] = IssuerKey,
        });
        builder.Services.AddSingleton(clock);
        builder.AddServiceDefaults(appId);
        add(builder);
        var app = builder.Build();
        app.UseServiceDefaults();
        return map(app);
    }
}
