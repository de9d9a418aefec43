using LocalDapr.Cel;

namespace LocalDapr.Resources;

/// <summary>Reads Subscription documents of both versions.</summary>
internal static class SubscriptionReader
{
    /// <summary>Reads one.</summary>
    /// <param name="document">The document.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The subscription, or null after a finding.</returns>
    public static SubscriptionSpec? Read(ResourceDocument document, Findings findings)
    {
        if (document.Spec is not { } spec)
            return null;
        var old = document.ApiVersion == "dapr.io/v1alpha1";
        spec.Only("pubsubname", "topic", old ? "route" : "routes", "deadLetterTopic", "bulkSubscribe", "metadata");
        var rules = new List<RouteRule>();
        var defaultRoute = old ? spec.Required("route") : null;
        if (!old && spec.Map("routes", $"routes of {document.What}") is { } routes)
        {
            routes.Only("rules", "default");
            defaultRoute = routes.Text("default");
            foreach (var rule in routes.Maps("rules", $"a rule of {document.What}"))
            {
                rule.Only("match", "path");
                CheckMatch(rule, findings);
                rules.Add(new RouteRule(rule.Text("match") ?? "", rule.Required("path")));
            }
        }

        if (rules.Count == 0 && string.IsNullOrEmpty(defaultRoute))
            findings.Strict(spec.Place, $"{document.What} leads nowhere: it needs '{(old ? "route" : "routes.default")}'{(old ? "" : " or 'routes.rules'")}.");
        return new SubscriptionSpec(
            spec.Required("pubsubname"),
            spec.Required("topic"),
            rules,
            defaultRoute,
            spec.Text("deadLetterTopic") is { Length: > 0 } grave ? grave : null,
            Bulk(spec, document),
            spec.Pairs("metadata"),
            document.Map.Place.ToString());
    }

    // Dapr refuses a malformed rule as well, but only in its log.
    private static void CheckMatch(YamlMap rule, Findings findings)
    {
        try
        {
            if (rule.Text("match") is { Length: > 0 } match)
                CelExpression.Parse(match, ["event"]);
        }
        catch (CelException e)
        {
            findings.Strict(rule.PlaceOf("match"), $"match of {rule.What} is malformed: {e.Message}");
        }
    }

    private static BulkSubscribeSpec? Bulk(YamlMap spec, ResourceDocument document)
    {
        if (spec.Map("bulkSubscribe", $"bulkSubscribe of {document.What}") is not { } bulk)
            return null;
        bulk.Only("enabled", "maxMessagesCount", "maxAwaitDurationMs");
        return bulk.Bool("enabled") == true ? new BulkSubscribeSpec(bulk.Int("maxMessagesCount"), bulk.Int("maxAwaitDurationMs")) : null;
    }
}
