using System.Globalization;
using System.Text;

namespace LocalDapr.Mailbox;

/// <summary>A mail as it was sent.</summary>
/// <param name="From">Sender of the envelope.</param>
/// <param name="Recipients">Recipients of the envelope.</param>
/// <param name="Content">Head and body, lines ended by CR LF.</param>
internal sealed record SmtpMessage(string From, IReadOnlyList<string> Recipients, ReadOnlyMemory<byte> Content);

/// <summary>Files mails: first under a temporary name, then renamed, so that a reader of <c>*.eml</c> never sees half a mail.</summary>
internal sealed class MailFolder
{
    private readonly TimeProvider _clock;
    private int _count;

    /// <summary>Opens the folder, which is created when missing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Clock for the names.</param>
    public MailFolder(string path, TimeProvider clock)
    {
        _clock = clock;
        Path = Directory.CreateDirectory(path).FullName;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Files a mail, the envelope in front as <c>Return-Path</c> and <c>Delivered-To</c>.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="cancellationToken">Ends it; nothing is filed then.</param>
    /// <returns>What was filed.</returns>
    public async Task<MailFiledEventArgs> AddAsync(SmtpMessage message, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var time = now.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var name = $"{time}-{Interlocked.Increment(ref _count):d6}-{Guid.NewGuid().ToString("N")[..8]}";
        var (partial, final) = (System.IO.Path.Combine(Path, $".{name}.part"), System.IO.Path.Combine(Path, $"{name}.eml"));
        var envelope = new StringBuilder().Append("Return-Path: <").Append(message.From).Append(">\r\n");
        foreach (var recipient in message.Recipients)
            envelope.Append("Delivered-To: ").Append(recipient).Append("\r\n");
        try
        {
            await using (var file = File.Create(partial))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(envelope.ToString()), cancellationToken);
                await file.WriteAsync(message.Content, cancellationToken);
            }

            File.Move(partial, final);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        return new MailFiledEventArgs(final, message.From, message.Recipients, now);
    }
}
