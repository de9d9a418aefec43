using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LocalDapr.Mailbox;

namespace VectorCare.Bench.Alerts;

/// <summary>Where alerts arrive. People stay when processes die: it lives in the process of the bench.</summary>
internal sealed partial class Inboxes : IAsyncDisposable
{
    private readonly SmtpMailbox _mailbox;

    private Inboxes(SmtpMailbox mailbox)
    {
        _mailbox = mailbox;
        _mailbox.Filed += (_, mail) => Take(mail);
    }

    /// <summary>Port of the mail server.</summary>
    public int Port => _mailbox.Port;

    /// <summary>Every copy that came, in the order of coming: delivery key of the alert, and when.</summary>
    public ConcurrentQueue<(string Key, DateTimeOffset At)> Copies { get; } = new();

    /// <summary>Keys that came at least once.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> First { get; } = new(StringComparer.Ordinal);

    /// <summary>Mails.</summary>
    public int Mails => Volatile.Read(ref _mails);

    private int _mails;

    public static async Task<Inboxes> StartAsync() => new(await SmtpMailbox.StartAsync(Directory.CreateTempSubdirectory("vectorcare-bench-mail-").FullName, 0));

    public async ValueTask DisposeAsync()
    {
        await _mailbox.DisposeAsync();
        Directory.Delete(_mailbox.Directory, recursive: true);
    }

    private void Take(MailFiledEventArgs mail)
    {
        Interlocked.Increment(ref _mails);
        foreach (Match match in Keys().Matches(File.ReadAllText(mail.Path)))
        {
            var key = match.Groups[1].Value;
            Copies.Enqueue((key, mail.At));
            First.TryAdd(key, mail.At);
        }
    }

    [GeneratedRegex("<dt>Delivery key</dt> <dd>([^<]+)</dd>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Keys();
}
