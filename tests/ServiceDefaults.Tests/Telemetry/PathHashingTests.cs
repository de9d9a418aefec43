using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.ServiceDefaults.Tests.Telemetry;

public sealed class PathHashingTests
{
    private const string Ref = "AUR-000123";

    [Fact]
    public void OnEnd_PathsWithPortalReferences_AreHashedAndHostsStay()
    {
        var first = End($"http://127.0.0.1:3500/v1.0/invoke/vendor-aurora/method/patients/{Ref}?page=1");

        Assert.DoesNotContain(first.TagObjects, t => t.Value!.ToString()!.Contains(Ref, StringComparison.Ordinal));
        Assert.Matches("^http://127.0.0.1:3500/[0-9a-f]{16}$", first.GetTagItem("url.full") as string);
        Assert.Matches("^[0-9a-f]{16}$", first.GetTagItem("url.path") as string);
        Assert.Null(first.GetTagItem("url.query"));
    }

    [Fact]
    public void OnEnd_SamePathInAnotherProcess_HasAnotherHash() =>
        Assert.NotEqual(End("http://a/x").GetTagItem("url.full"), End("http://a/x").GetTagItem("url.full"));

    private static Activity End(string url)
    {
        using var source = new ActivitySource(nameof(PathHashingTests) + Guid.NewGuid());
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddProcessor(new PathHashing()).Build();
        using var activity = source.StartActivity("call")!;
        activity.SetTag("url.full", url).SetTag("url.path", new Uri(url).AbsolutePath).SetTag("url.query", new Uri(url).Query);
        activity.Stop();
        return activity;
    }
}
