using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace VectorCare.ServiceDefaults.Auth;

/// <summary>How an endpoint names who may call it. An endpoint that names nobody denies everybody.</summary>
public static class EndpointAccess
{
    /// <summary>Policy name: the service's own sidecar.</summary>
    public const string SidecarPolicy = "sidecar";

    /// <summary>Lets in only the service's own sidecar, by <c>APP_API_TOKEN</c>.</summary>
    /// <typeparam name="T">Kind of endpoint builder.</typeparam>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The endpoint.</returns>
    public static T RequireSidecar<T>(this T endpoint)
        where T : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(SidecarPolicy);

    /// <summary>Lets in people whose bearer token has one of the roles.</summary>
    /// <typeparam name="T">Kind of endpoint builder.</typeparam>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="roles">One or more of <see cref="Roles"/>.</param>
    /// <returns>The endpoint.</returns>
    public static T RequireRole<T>(this T endpoint, params string[] roles)
        where T : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', roles), AuthenticationSchemes = AuthRegistration.People });
}
