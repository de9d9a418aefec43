using System.Globalization;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Resources;

/// <summary>Reads the Configuration document.</summary>
internal static class ConfigurationReader
{
    private static readonly string[] Known =
    [
        "tracing", "metric", "metrics", "features", "secrets", "workflow", "logging", "httpPipeline", "appHttpPipeline",
        "mtls", "accessControl", "nameResolution", "api", "components", "wasm",
    ];

    /// <summary>What applies where there is no Configuration.</summary>
    public static ConfigurationSpec None { get; } = new(TracingEnabled: false, SamplingRate: null, new Dictionary<string, bool>(StringComparer.Ordinal), [], Workflow: null);

    /// <summary>Reads the file.</summary>
    /// <param name="path">Path of the file, or null.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The configuration.</returns>
    public static ConfigurationSpec Read(string? path, Findings findings)
    {
        if (path is null)
            return None;
        var shown = ShownPath.Of(path);
        if (!File.Exists(path))
        {
            findings.Error(new Place(shown, 0), "the configuration file does not exist. Correct the path or leave it out.");
            return None;
        }

        var documents = YamlFile.Read(path, shown, findings);
        if (documents.Count == 0 || ResourceDocument.Read(documents[0], findings) is not { } document)
            return None;
        if (document.Kind != "Configuration")
        {
            findings.Error(document.Map.PlaceOf("kind"), $"a configuration file holds one document of kind Configuration; this is a {document.Kind}.");
            return None;
        }

        return document.Spec is { } spec ? Spec(spec, findings) : None;
    }

    private static ConfigurationSpec Spec(YamlMap spec, Findings findings)
    {
        spec.Only(Known);
        spec.WithoutEffect("httpPipeline", "appHttpPipeline", "mtls", "accessControl", "nameResolution", "api", "components", "wasm");
        var tracing = spec.Map("tracing");
        tracing?.Only("samplingRate", "stdout", "zipkin", "otel");
        var rate = SamplingRate(tracing, findings);
        var features = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var feature in spec.Maps("features", "a feature"))
        {
            feature.Only("name", "enabled");
            features[feature.Required("name")] = feature.Bool("enabled") ?? false;
        }

        // A rate, or somewhere to send traces to, turns them on.
        var traces = rate is { } given ? given > 0 : tracing is not null && (tracing.Bool("stdout") == true || tracing.Has("zipkin") || tracing.Has("otel"));
        return new ConfigurationSpec(traces, rate, features, Scopes(spec.Map("secrets")), Workflow(spec.Map("workflow"), findings));
    }

    private static double? SamplingRate(YamlMap? tracing, Findings findings)
    {
        if (tracing?.Text("samplingRate") is not { Length: > 0 } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1)
            return rate;
        findings.Strict(tracing.PlaceOf("samplingRate"), $"samplingRate '{text}' is not a number from 0 to 1.");
        return null;
    }

    private static List<SecretScopeSpec> Scopes(YamlMap? secrets)
    {
        secrets?.Only("scopes");
        var scopes = new List<SecretScopeSpec>();
        foreach (var scope in secrets?.Maps("scopes", "a secret scope") ?? [])
        {
            scope.Only("storeName", "defaultAccess", "allowedSecrets", "deniedSecrets");
            scopes.Add(new SecretScopeSpec(
                scope.Required("storeName"),
                !string.Equals(scope.Text("defaultAccess"), "deny", StringComparison.OrdinalIgnoreCase),
                [.. scope.Texts("allowedSecrets").Select(t => t.Text)],
                [.. scope.Texts("deniedSecrets").Select(t => t.Text)]));
        }

        return scopes;
    }

    private static WorkflowSpec? Workflow(YamlMap? workflow, Findings findings)
    {
        workflow?.Only("maxConcurrentWorkflowInvocations", "maxConcurrentActivityInvocations", "stateRetentionPolicy");
        return workflow is null
            ? null
            : new WorkflowSpec(workflow.Int("maxConcurrentWorkflowInvocations"), workflow.Int("maxConcurrentActivityInvocations"), Retention(workflow.Map("stateRetentionPolicy"), findings));
    }

    private static WorkflowRetention? Retention(YamlMap? policy, Findings findings)
    {
        policy?.Only("anyTerminal", "completed", "failed", "terminated");
        return policy is null ? null : new WorkflowRetention(Kept("anyTerminal"), Kept("completed"), Kept("failed"), Kept("terminated"));

        TimeSpan? Kept(string name)
        {
            if (policy.Text(name) is not { Length: > 0 } text)
                return null;
            if (GoDuration.TryParse(text, out var kept) && kept >= TimeSpan.Zero)
                return kept;
            findings.Strict(policy.PlaceOf(name), $"{name} '{text}' is not a duration like 24h or 30m.");
            return null;
        }
    }
}
