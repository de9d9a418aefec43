using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LocalDapr.Mailbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VectorCare.TestKit;

namespace VectorCare.Bench.Alerts;

/// <summary>Where alerts arrive. People stay when processes die: it lives in the process of the bench.</summary>
internal sealed partial class Inboxes : IAsyncDisposable
{
    private readonly SmtpMailbox _mailbox;
    private readonly WebApplication _webhooks;

    private Inboxes(SmtpMailbox mailbox)
    {
        _mailbox = mailbox;
        _mailbox.Filed += (_, mail) => Take(Mails, MailKeys(), File.ReadAllText(mail.Path), mail.At);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{WebhookPort}");
        _webhooks = builder.Build();
        _webhooks.MapPost("/webhooks/{**path}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            Take(Webhooks, WebhookKeys(), await reader.ReadToEndAsync(), TimeProvider.System.GetUtcNow());
        });
    }

    /// <summary>Port of the mail server.</summary>
    public int MailPort => _mailbox.Port;

    /// <summary>Port for webhooks.</summary>
    public int WebhookPort { get; } = FreePorts.Next();

    /// <summary>When each mail came.</summary>
    public ConcurrentQueue<DateTimeOffset> Mails { get; } = new();

    /// <summary>When each call of a webhook came.</summary>
    public ConcurrentQueue<DateTimeOffset> Webhooks { get; } = new();

    /// <summary>Every copy that came, in the order of coming: delivery key of the alert, and when.</summary>
    public ConcurrentQueue<(string Key, DateTimeOffset At)> Copies { get; } = new();

    /// <summary>Keys that came at least once.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> First { get; } = new(StringComparer.Ordinal);

    public static async Task<Inboxes> StartAsync(CancellationToken stop)
    {
        var inboxes = new Inboxes(await SmtpMailbox.StartAsync(Directory.CreateTempSubdirectory("vectorcare-bench-mail-").FullName, 0));
        await inboxes._webhooks.StartAsync(stop);
        return inboxes;
    }

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        await _mailbox.DisposeAsync();
        Directory.Delete(_mailbox.Directory, recursive: true);
    }

    /// <summary>The most that came within any window of a length.</summary>
    public static int MostWithin(IEnumerable<DateTimeOffset> arrivals, TimeSpan window)
    {
        DateTimeOffset[] sorted = [.. arrivals.Order()];
        var (most, first) = (0, 0);
        for (var last = 0; last < sorted.Length; last++)
        {
            while (sorted[last] - sorted[first] >= window)
                first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private void Take(ConcurrentQueue<DateTimeOffset> calls, Regex keys, string text, DateTimeOffset at)
    {
        calls.Enqueue(at);
        foreach (Match match in keys.Matches(text))
        {
            var key = match.Groups[1].Value;
            Copies.Enqueue((key, at));
            First.TryAdd(key, at);
        }
    }

    [GeneratedRegex("<dt>Delivery key</dt> <dd>([^<]+)</dd>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MailKeys();

    [GeneratedRegex("\"deliveryKey\":\"(alert-[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WebhookKeys();
}
