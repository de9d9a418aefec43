using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>Every endpoint of a service with who may call it.</summary>
internal sealed record EndpointAccessList(string Path, string Access)
{
    public static IEnumerable<EndpointAccessList> Of(WebApplication app) =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => new EndpointAccessList("/" + e.RoutePattern.RawText?.TrimStart('/'), AccessOf(e)));

    private static string AccessOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return "anonymous";
        var rules = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        return rules.Any(r => r.Policy == EndpointAccess.SidecarPolicy) ? "sidecar"
            : rules.FirstOrDefault(r => !string.IsNullOrEmpty(r.Roles)) is { } roles ? "roles " + roles.Roles
            : "nobody named";
    }
}
