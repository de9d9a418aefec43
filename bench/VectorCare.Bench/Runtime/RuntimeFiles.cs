namespace VectorCare.Bench.Runtime;

/// <summary>The run file and resources of the measured runtime.</summary>
internal static class RuntimeFiles
{
    /// <summary>Apps whose sidecars run; all but the first two idle.</summary>
    public static IReadOnlyList<string> Apps { get; } = ["probe", "callee", "third", "fourth", "fifth", "sixth"];

    public static void Write(string folder, IReadOnlyDictionary<string, int> appPorts, IReadOnlyDictionary<string, int> httpPorts, IReadOnlyDictionary<string, int>? grpcPorts = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "resources"));
        var apps = Apps.Select(a => $"""
              - appID: {a}
                appDirPath: .
                daprHTTPPort: {httpPorts[a]}
            """ + (appPorts.TryGetValue(a, out var port) ? $"\n    appPort: {port}" : string.Empty)
            + (grpcPorts is null ? string.Empty : $"\n    daprGRPCPort: {grpcPorts[a]}"));
        File.WriteAllText(Path.Combine(folder, "dapr.yaml"), $"""
            version: 1
            common:
              resourcesPath: resources
            apps:
            {string.Join('\n', apps)}

            """);
        File.WriteAllText(Path.Combine(folder, "resources", "all.yaml"), string.Join(
            "\n---\n",
            Component("memory", "state.in-memory", "actorStateStore", "true"),
            Component("sqlite", "state.sqlite", "connectionString", "state.db"),
            Component("local", "pubsub.local", "journal", "events"),
            $"""
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata:
              name: vendor
            spec:
              baseUrl: http://127.0.0.1:{appPorts["callee"]}
            """));
    }

    private static string Component(string name, string type, string field, string value) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: {type}
          version: v1
          metadata:
            - name: {field}
              value: "{value}"
        """;
}
