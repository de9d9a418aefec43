using System.Text.RegularExpressions;

namespace VectorCare.Alerting.Files;

/// <summary>Ids of alerts: <c>alert-{subject}-{rule}-{episode}</c>.</summary>
internal static partial class AlertIds
{
    /// <summary>The id of an episode's alert.</summary>
    public static string Of(string subject, string rule, string key) => $"alert-{subject}-{rule}-{key}";

    /// <summary>The subject in an id, or null where it is no alert id.</summary>
    public static string? SubjectOf(string alertId) => Form().Match(alertId) is { Success: true } match ? match.Groups["subject"].Value : null;

    [GeneratedRegex("^alert-(?<subject>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|vendor-[a-z0-9-]{1,40}|operations)-[A-Z]{2,4}-[0-9]{2}-[a-z0-9-]{1,64}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
