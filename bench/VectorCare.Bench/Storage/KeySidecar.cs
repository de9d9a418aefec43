using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalDapr.Hosting;
using VectorCare.Contracts;
using VectorCare.Ingest.Storage.Raw;

namespace VectorCare.Bench.Storage;

/// <summary>A sidecar that has the one thing ingest asks for: the key that wraps patients' keys.</summary>
internal sealed class KeySidecar : IAsyncDisposable
{
    private readonly string _folder;
    private readonly LocalDaprHost _host;

    private KeySidecar(string folder, LocalDaprHost host) => (_folder, _host) = (folder, host);

    /// <summary>Its gRPC endpoint.</summary>
    public Uri Endpoint => _host.App(AppIds.Ingest).GrpcEndpoint;

    public static async Task<KeySidecar> StartAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("key-sidecar-").FullName;
        var (secrets, components) = (Path.Combine(folder, "secrets.json"), Directory.CreateDirectory(Path.Combine(folder, "components")).FullName);
        await File.WriteAllTextAsync(secrets, new JsonObject { [SecretMasterKey.Name] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }.ToJsonString(), stop);
        var component = $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: {{ComponentNames.Secrets}} }
            spec: { type: secretstores.local.file, version: v1, metadata: [{ name: secretsFile, value: "{{secrets}}" }] }
            """;
        await File.WriteAllTextAsync(Path.Combine(components, "secrets.yaml"), component, stop);
        var options = new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = AppIds.Ingest }], ResourcesPaths = [components], DataDirectory = Path.Combine(folder, "data") };
        return new KeySidecar(folder, await LocalDaprHost.StartAsync(options, stop));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
