using System.Text.Json;
using LocalDapr.Cel;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Chooses the path of an event by the rules of its subscription.</summary>
internal sealed class Router
{
    private readonly (CelExpression? Match, string Path)[] _routes;

    /// <summary>Compiles the rules.</summary>
    /// <param name="rules">Rules in order; an empty match takes every event.</param>
    /// <exception cref="CelException">A rule is malformed.</exception>
    public Router(IReadOnlyList<RouteRule> rules)
    {
        _routes = [.. rules.Select(r => (string.IsNullOrWhiteSpace(r.Match) ? null : CelExpression.Parse(r.Match), r.Path))];
    }

    /// <summary>True when a rule looks into the event.</summary>
    public bool LooksInside => Array.Exists(_routes, r => r.Match is not null);

    /// <summary>Finds the path.</summary>
    /// <param name="envelope">The CloudEvent; not looked at unless <see cref="LooksInside"/>.</param>
    /// <returns>The path, or null when no rule takes the event.</returns>
    /// <exception cref="CelException">A rule cannot be evaluated over this event.</exception>
    public string? Find(JsonElement envelope)
    {
        foreach (var (match, path) in _routes)
        {
            if (match is null || match.Evaluate(envelope))
                return path;
        }

        return null;
    }
}
