using LocalDapr.Resiliency;
using LocalDapr.Resources;

namespace LocalDapr.Tests.Hosting;

internal static class TestResources
{
    public static ResourceSet Create(ResiliencyDocument? resiliency = null, params HttpEndpointSpec[] endpoints) => new()
    {
        Components = new Dictionary<string, ComponentSpec>(),
        Subscriptions = [],
        Endpoints = endpoints.ToDictionary(e => e.Name),
        Resiliency = resiliency is null ? [] : [resiliency],
        Configuration = new ConfigurationSpec(false, null, new Dictionary<string, bool>(), [], null),
    };

    public static ResourceSet With(params ComponentSpec[] components) => With(null, components);

    public static ResourceSet With(ResiliencyDocument? resiliency, params ComponentSpec[] components) => new()
    {
        Components = components.ToDictionary(c => c.Name),
        Subscriptions = [],
        Endpoints = new Dictionary<string, HttpEndpointSpec>(),
        Resiliency = resiliency is null ? [] : [resiliency],
        Configuration = new ConfigurationSpec(false, null, new Dictionary<string, bool>(), [], null),
    };

    public static HttpEndpointSpec Endpoint(string name, int port, params KeyValuePair<string, string>[] headers) =>
        new(name, new Uri($"http://127.0.0.1:{port}"), headers, null, "test");

    public static ResiliencyDocument Policies(ResiliencyPolicies policies, ResiliencyTargets targets) => new("test", [], policies, targets, "test");
}
