using System.Net;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.ServiceDefaults.Tests.Auth;

public sealed class EndpointAccessTests
{
    [Theory]
    [InlineData("/names-nobody", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/names-nobody", "app-token", null, HttpStatusCode.Forbidden)]
    [InlineData("/sidecar", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/sidecar", "wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("/sidecar", "app-token", null, HttpStatusCode.OK)]
    [InlineData("/sidecar", null, Roles.Operator, HttpStatusCode.Unauthorized)]
    [InlineData("/operator", null, Roles.Operator, HttpStatusCode.OK)]
    [InlineData("/operator", null, Roles.Clinician, HttpStatusCode.Forbidden)]
    [InlineData("/operator", "app-token", null, HttpStatusCode.Unauthorized)]
    [InlineData("/healthz", null, null, HttpStatusCode.OK)]
    [InlineData("/readyz", null, null, HttpStatusCode.OK)]
    public async Task Get_ByCaller_IsAnsweredAsTheEndpointSays(string path, string? sidecarToken, string? role, HttpStatusCode expected)
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (sidecarToken is not null)
            request.Headers.Add("dapr-api-token", sidecarToken);
        if (role is not null)
            request.Headers.Authorization = new("Bearer", DevelopmentIssuer.Issue(TestService.Key, "tester", [role], TimeSpan.FromMinutes(5), TestService.Clock));

        using var response = await service.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithExpiredToken_IsRefused()
    {
        await using var service = await TestService.StartAsync();
        var before = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestService.Clock.GetUtcNow() - TimeSpan.FromHours(2));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operator");
        request.Headers.Authorization = new("Bearer", DevelopmentIssuer.Issue(TestService.Key, "tester", [Roles.Operator], TimeSpan.FromMinutes(5), before));

        using var response = await service.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
