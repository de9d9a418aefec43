using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Tests.Sidecars;

public sealed class RouteTableTests
{
    private static readonly string[] Patterns =
    [
        "GET v1.0/state/{store}/{key}", "POST,PUT v1.0/state/{store}", "POST v1.0/state/{store}/bulk",
        "POST v1.0/publish/{pubsub}/{*topic}", "POST v1.0/publish/bulk/{pubsub}/{*topic}", "GET v1.0/healthz",
    ];

    [Theory]
    [InlineData("GET", "/v1.0/state/s/k", "GET v1.0/state/{store}/{key} s k")]
    [InlineData("GET", "/v1.0//state/s/k/", "GET v1.0/state/{store}/{key} s k")]
    [InlineData("GET", "/v1.0/state/s/a%2Fb", "GET v1.0/state/{store}/{key} s a/b")]
    [InlineData("GET", "/v1.0/state/s/a%252Fb", "GET v1.0/state/{store}/{key} s a%2Fb")]
    [InlineData("GET", "/v1.0/state/s/a+b", "GET v1.0/state/{store}/{key} s a b")]
    [InlineData("GET", "/v1.0/state/s/a%2Bb", "GET v1.0/state/{store}/{key} s a+b")]
    [InlineData("GET", "/v1.0/state/s/bulk", "GET v1.0/state/{store}/{key} s bulk")]
    [InlineData("POST", "/v1.0/state/s/bulk", "POST v1.0/state/{store}/bulk s")]
    [InlineData("PUT", "/v1.0/state/s", "POST,PUT v1.0/state/{store} s")]
    [InlineData("POST", "/v1.0/publish/p/a/b", "POST v1.0/publish/{pubsub}/{*topic} p a/b")]
    [InlineData("POST", "/v1.0/publish/bulk/p/a/b", "POST v1.0/publish/bulk/{pubsub}/{*topic} p a/b")]
    [InlineData("POST", "/v1.0/publish/bulk/t", "POST v1.0/publish/{pubsub}/{*topic} bulk t")]
    [InlineData("GET", "/v1.0/state/s/a/b", null)]
    [InlineData("HEAD", "/v1.0/healthz", null)]
    [InlineData("GET", "/V1.0/healthz", null)]
    [InlineData("GET", "/", null)]
    [InlineData("GET", "/v1.0", null)]
    public async Task Find_Path_GivesRouteAndValues(string verb, string path, string? expected)
    {
        string? seen = null;
        var table = new RouteTable(Patterns.Select(p => p.Split(' ')).Select(p => new HttpRoute(p[0].Split(','), p[1], (_, values) =>
        {
            seen = string.Join(' ', [p[0], p[1], .. values.Values]);
            return Task.CompletedTask;
        })));
        if (table.Find(verb, RawPath.Clean(path), out var values) is { } handler)
            await handler(new DefaultHttpContext(), values);
        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("/a//b/", "/a/b")]
    [InlineData("/a/./b/../c", "/a/c")]
    [InlineData("//", "/")]
    [InlineData("/", "/")]
    [InlineData("/.well-known", "/.well-known")]
    public void Clean_Path_RemovesWhatDoesNotCount(string path, string expected) =>
        Assert.Equal(expected, RawPath.Clean(path));
}
