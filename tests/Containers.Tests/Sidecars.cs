using LocalDapr.Hosting;

namespace VectorCare.Containers.Tests;

/// <summary>Sidecars of the apps "a" and "b" with one component, named "component".</summary>
internal sealed class Sidecars(LocalDaprHost host, DirectoryInfo folder) : IAsyncDisposable
{
    /// <summary>Starts them.</summary>
    /// <param name="spec">The component's spec from its type on.</param>
    /// <param name="portOfB">Port of the app "b", or 0.</param>
    public static async Task<Sidecars> StartAsync(string spec, int portOfB = 0)
    {
        var folder = Directory.CreateTempSubdirectory("containers-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "component.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: component\nspec:\n  {spec}\n");
        var apps = new[] { new LocalDaprApp { AppId = "a" }, new LocalDaprApp { AppId = "b", AppPort = portOfB } };
        return new Sidecars(await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = apps, ResourcesPaths = [folder.FullName] }), folder);
    }

    /// <summary>Address of an app's sidecar.</summary>
    public Uri Of(string app) => host.App(app).HttpEndpoint;

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
