using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dapr.Conformance.Playing;

namespace Dapr.Conformance.Apps;

/// <summary>A small SMTP server that keeps each message's envelope and text.</summary>
internal sealed class SmtpSink(int port, PlayClock clock) : IPlayedApp
{
    private readonly ConcurrentQueue<PlayedRequest> _requests = new();
    private TcpListener? _listener;

    public IReadOnlyList<PlayedRequest> Requests => [.. _requests];

    public Task ListenAsync()
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync(_listener);
        return Task.CompletedTask;
    }

    public Task CloseAsync()
    {
        _listener?.Dispose();
        return Task.CompletedTask;
    }

    public void Forget() => _requests.Clear();

    public void Reset() => Forget();

    public void Script(string path, JsonArray replies) => throw new NotSupportedException("The mail server has no scripts.");

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { AutoFlush = true, NewLine = "\r\n" };
        try
        {
            await writer.WriteLineAsync("220 sink ESMTP");
            var from = string.Empty;
            var to = new JsonArray();
            while (await reader.ReadLineAsync() is { } line)
            {
                var verb = line.ToUpperInvariant();
                if (verb.StartsWith("MAIL FROM:", StringComparison.Ordinal))
                    from = Address(line[10..]).Split("BODY")[0];
                else if (verb.StartsWith("RCPT TO:", StringComparison.Ordinal))
                    to.Add(Address(line[8..]));
                if (verb == "DATA")
                {
                    await writer.WriteLineAsync("354 go");
                    _requests.Enqueue(await ReadMailAsync(reader, from, to));
                    to = [];
                }

                await writer.WriteLineAsync(verb switch { "QUIT" => "221 bye", _ when verb.StartsWith("EHLO", StringComparison.Ordinal) => "250-sink\r\n250 8BITMIME", _ => "250 ok" });
                if (verb == "QUIT")
                    return;
            }
        }
        catch (IOException)
        {
            // The client hung up.
        }
    }

    private async Task<PlayedRequest> ReadMailAsync(StreamReader reader, string from, JsonArray to)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            text.Append(line).Append('\n');
        var body = new JsonObject { ["from"] = from, ["to"] = to };
        foreach (var (name, part) in MailParts.Read(text.ToString()))
            body[name] = part?.DeepClone();
        return new PlayedRequest(clock.Now, "MAIL", "/smtp", [], body, string.Empty);
    }

    private static string Address(string text) => text.Replace("<", string.Empty, StringComparison.Ordinal).Replace(">", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
}
