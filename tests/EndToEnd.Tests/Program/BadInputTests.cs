using System.Net;
using System.Net.Sockets;

namespace VectorCare.EndToEnd.Tests.Program;

/// <summary>The program with files or ports that are wrong: it names file and line or key, says what to do, ends with an error, and leaves nothing half started.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly ProgramFolder _folder;

    public BadInputTests()
    {
        ProgramRun.SkipUnlessPossible();
        _folder = new ProgramFolder();
    }

    public void Dispose() => _folder?.Dispose();

    [Theory]
    [InlineData("components/embedded/pubsub.yaml", "metadata:\n  name: pubsub\n", "metadata: [\n  name: pubsub\n", "pubsub.yaml:", "")]
    [InlineData("components/embedded/pubsub.yaml", "type: pubsub.local", "type: pubsub.locl", "pubsub.yaml:", "pubsub.locl")]
    [InlineData("components/embedded/bindings.yaml", "spec:\n  type: bindings.smtp\n  version: v1\n  metadata:\n    - name: host\n      value: 127.0.0.1", "auth: {secretStore: secretstore}\nspec:\n  type: bindings.smtp\n  version: v1\n  metadata:\n    - name: host\n      secretKeyRef: {name: no-such-secret, key: no-such-secret}", "bindings.yaml:", "no-such-secret")]
    [InlineData("components/embedded/state.yaml", "keyPrefix", "keyPrefx", "state.yaml:", "keyPrefx")]
    [InlineData("dapr.yaml", "  - appID: ingest", "  - apID: ingest", "dapr.yaml:", "apID")]
    [InlineData("dapr.yaml", "services/Ingest", "services/Ingst", "dapr.yaml:", "services/Ingst")]
    public async Task Run_WrongFile_NamesFileLineAndWord(string file, string what, string with, string place, string word)
    {
        _folder.Edit(file, what, with);

        await EndsAsync(place, word);
    }

    [Fact]
    public async Task Run_TakenPort_NamesIt()
    {
        var port = _folder.AppPort("registry");
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();

        await EndsAsync($"appPort {port} of app 'registry' is taken", "End that program, or give another port.");
    }

    [Fact]
    public async Task Run_TakenMailPort_NamesIt()
    {
        using var other = new TcpListener(IPAddress.Loopback, _folder.MailPort);
        other.Start();

        await EndsAsync($"port {_folder.MailPort} cannot be used", "End the program that has it");
    }

    [Fact]
    public async Task Run_WrongFault_NamesIt() => await EndsAsync("--fault", "vendor-outage", "--fault vendor-outge=aurora@30s+60s");

    private async Task EndsAsync(string place, string word, string arguments = "")
    {
        await using var run = new ProgramRun(_folder, "--patients 30 " + arguments);

        Assert.NotEqual(0, await run.ExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(place, run.Output, StringComparison.Ordinal);
        Assert.Contains(word, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        await run.GoneAsync();
    }
}
