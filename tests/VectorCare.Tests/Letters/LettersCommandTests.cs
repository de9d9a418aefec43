using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.TestKit;

namespace VectorCare.Tests.Letters;

/// <summary>The command as a process, before an API that answers as ingest does.</summary>
public sealed class LettersCommandTests : IAsyncLifetime
{
    private const string Letter = """{"id":"3f-0","topic":"transmissions-deadletter","reason":"failed","remedy":"Replay","receivedAt":"2026-11-23T20:10:00+00:00","length":512}""";
    private readonly string _url = $"http://127.0.0.1:{FreePorts.Next()}";
    private readonly List<string> _asked = [];
    private WebApplication _api = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _api = builder.Build();
        _api.Urls.Add(_url);
        _api.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            _asked.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {await body.ReadToEndAsync()}".Trim());
            if (http.Request.Headers.Authorization != "Bearer good")
                http.Response.StatusCode = 401;
            else if (http.Request.Method == "GET")
                await http.Response.WriteAsync($"[{Letter}]");
            else if (http.Request.Path.Value!.EndsWith("/3f-0/replay", StringComparison.Ordinal))
                await Results.Problem("Unreadable", statusCode: 409).ExecuteAsync(http);
            else if (http.Request.Path.Value.EndsWith("/drop", StringComparison.Ordinal))
                await http.Response.WriteAsync("""{"results":{"Dropped":12},"more":true}""");
        });
        await _api.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task List_ShowsALetterALine()
    {
        var (exitCode, output, _) = await RunAsync("letters", "list", "--topic", "transmissions");

        Assert.Equal(0, exitCode);
        Assert.Equal("GET /v1/dead-letters?resolved=false&limit=50&topic=transmissions", Assert.Single(_asked));
        Assert.All(["3f-0", "failed", "512 bytes", "open, replay"], p => Assert.Contains(p, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drop_OfATopic_SendsTheReasonAndShowsWhatBecameOfThem()
    {
        var (exitCode, output, _) = await RunAsync("letters", "drop", "--topic", "poll-batches", "--because", "The vendor was away.");

        Assert.Equal(0, exitCode);
        Assert.Equal("""POST /v1/dead-letters/drop?&topic=poll-batches {"reason":"The vendor was away."}""", Assert.Single(_asked));
        Assert.Contains("12  dropped", output, StringComparison.Ordinal);
        Assert.Contains("There are more", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good", "cannot read the letter", "letters", "replay", "3f-0")]
    [InlineData("good", "Give the id of one letter, or --topic", "letters", "replay")]
    [InlineData("bad", "Ingest does not know who asks", "letters", "counts")]
    [InlineData("good", "does not answer at http://127.0.0.1:1/", "letters", "counts", "--url", "http://127.0.0.1:1/")]
    [InlineData("good", "--url ftp://x is not an http address", "letters", "counts", "--url", "ftp://x")]
    [InlineData("good", "--because", "letters", "drop", "3f-0")]
    public async Task Run_WhatCannotBe_SaysWhyAndFails(string token, string message, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments, token);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(arguments, "good");

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, string token) =>
        ProgramCall.RunAsync(arguments.Contains("--url") ? arguments : [.. arguments, "--url", _url], ("VECTORCARE_TOKEN", token));
}
