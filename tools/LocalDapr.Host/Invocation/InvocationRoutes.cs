using System.Collections.Concurrent;
using LocalDapr.Sidecars;

namespace LocalDapr.Invocation;

/// <summary>Finds the way to a target and applies the sidecar's policy to it.</summary>
/// <param name="context">The sidecar.</param>
internal sealed class InvocationRoutes(SidecarContext context) : IDisposable
{
    private const int MostRoutes = 1000;
    private readonly ConcurrentDictionary<string, IInvocationRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>The way to a target.</summary>
    /// <param name="target">The target.</param>
    /// <returns>The way; that the target exists is seen when it is called.</returns>
    /// <exception cref="InvocationException">The path has something in it that Dapr refuses.</exception>
    public IInvocationRoute Find(InvocationTarget target)
    {
        if (ApiNames.ProblemOfMethod(target.Path) is { } problem)
            throw new InvocationException("rpc error: code = InvalidArgument desc = invalid method: " + problem);
        if (_routes.TryGetValue(target.Id, out var route))
            return route;
        return _routes.Count >= MostRoutes ? new AppRoute(context, target.Id) : _routes.GetOrAdd(target.Id, _ => Create(target));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var route in _routes.Values.OfType<IDisposable>())
            route.Dispose();
    }

    private IInvocationRoute Create(InvocationTarget target)
    {
        if (target.IsUrl)
            return EndpointRoute.Raw(target.Id, context.Tokens.App);
        return context.Resources.Endpoints.TryGetValue(target.Id, out var endpoint)
            ? new EndpointRoute(endpoint)
            : new AppRoute(context, target.Id);
    }
}
