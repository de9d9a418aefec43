using System.Text;
using System.Text.Json.Nodes;
using VectorCare.Alerting.Clinics;

namespace VectorCare.Alerting.Delivery.Webhook;

/// <summary>Alerts as cards of chat programs.</summary>
internal static class WebhookCard
{
    // Slack takes 50 blocks; a digest that is longer says so.
    private const int MostAlerts = 20;

    /// <summary>A card of one alert or of a digest's.</summary>
    public static byte[] Of(WebhookShape shape, string title, string deliveryKey, IReadOnlyList<AlertMessage> alerts, bool showsValues)
    {
        var shown = alerts.Take(MostAlerts).Select(a => (Text: Text(a, showsValues), a.Actions)).ToArray();
        var foot = $"{(alerts.Count > shown.Length ? $"{alerts.Count - shown.Length} more. " : string.Empty)}Decision support, not a patient monitor. Delivery key {deliveryKey}";
        return Encoding.UTF8.GetBytes((shape == WebhookShape.Teams ? Teams(title, shown, foot) : Slack(title, shown, foot)).ToJsonString());
    }

    private static JsonObject Slack(string title, IEnumerable<(string Text, AlertActions? Actions)> alerts, string foot)
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = title } });
        foreach (var (text, actions) in alerts)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text } });
            if (actions is not null)
            {
                var button = new JsonObject { ["type"] = "button", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Acknowledge" }, ["url"] = actions.Acknowledge.AbsoluteUri };
                blocks.Add(new JsonObject { ["type"] = "actions", ["elements"] = new JsonArray(button) });
            }
        }

        blocks.Add(new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(new JsonObject { ["type"] = "plain_text", ["text"] = foot }) });
        return new JsonObject { ["text"] = title, ["blocks"] = blocks };
    }

    private static JsonObject Teams(string title, IEnumerable<(string Text, AlertActions? Actions)> alerts, string foot)
    {
        var body = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = title, ["wrap"] = true, ["style"] = "heading" });
        foreach (var (text, actions) in alerts)
        {
            body.Add(new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true });
            if (actions is not null)
            {
                var open = new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Acknowledge", ["url"] = actions.Acknowledge.AbsoluteUri };
                body.Add(new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray(open) });
            }
        }

        body.Add(new JsonObject { ["type"] = "TextBlock", ["text"] = foot, ["wrap"] = true, ["isSubtle"] = true });
        var card = new JsonObject { ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = body };
        return new JsonObject { ["type"] = "message", ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }) };
    }

    private static string Text(AlertMessage alert, bool showsValues)
    {
        var values = showsValues ? string.Join("; ", alert.Evidence.Select(e => $"{e.What} {e.Value} (limit {e.Limit ?? "none"})")) : string.Empty;
        return $"{alert.Severity} {alert.Rule} {alert.Title}: {alert.Rationale} {values} Alert {alert.AlertId}";
    }
}
