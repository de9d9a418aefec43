using System.Globalization;

namespace LocalDapr.Mailbox;

/// <summary>One session of a client (RFC 5321 without authentication and encryption).</summary>
internal sealed class SmtpSession(Stream stream, int maxBytes, TimeProvider clock, Func<SmtpMessage, CancellationToken, Task> file)
{
    private const int MaxRecipients = 1000;
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(5);

    private readonly SmtpLines _lines = new(stream);
    private readonly List<string> _recipients = [];
    private string? _from;
    private bool _greeted;

    /// <summary>Serves the client until it quits or goes away.</summary>
    /// <param name="cancellationToken">Ends the session.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = clock.CreateTimer(_ => Cancel(idle), null, IdleLimit, Timeout.InfiniteTimeSpan);
        await _lines.WriteAsync("220 localdapr ESMTP", idle.Token);
        while (true)
        {
            var (text, tooLong) = await _lines.ReadCommandAsync(idle.Token);
            timer.Change(IdleLimit, Timeout.InfiniteTimeSpan);
            if (text is null)
                return;
            var answer = tooLong ? "500 line too long" : await AnswerAsync(text, idle.Token);
            await _lines.WriteAsync(answer, idle.Token);
            if (answer.StartsWith("221", StringComparison.Ordinal))
                return;
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session ended at the same moment.
        }
    }

    private async Task<string> AnswerAsync(string command, CancellationToken cancellationToken)
    {
        var verb = command.Split(' ', ':')[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                Greet();
                return $"250-localdapr\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 SIZE {maxBytes}";
            case "HELO":
                Greet();
                return "250 localdapr";
            case "MAIL":
                return Mail(command);
            case "RCPT":
                return Recipient(command);
            case "DATA":
                return await DataAsync(cancellationToken);
            case "RSET":
                Reset();
                return "250 ok";
            case "NOOP":
                return "250 ok";
            case "VRFY":
                return "252 send it and see";
            case "QUIT":
                return "221 bye";
            default:
                return "502 command not implemented";
        }
    }

    private void Greet()
    {
        _greeted = true;
        Reset();
    }

    private void Reset()
    {
        _from = null;
        _recipients.Clear();
    }

    private string Mail(string command)
    {
        if (!_greeted)
            return "503 say EHLO first";
        if (_from is not null)
            return "503 one mail at a time";
        if (Path(command, "MAIL FROM:") is not { } path)
            return "501 expected MAIL FROM:<address>";
        if (Size(command) > maxBytes)
            return $"552 a mail has at most {maxBytes} bytes";
        _from = path;
        return "250 ok";
    }

    private string Recipient(string command)
    {
        if (_from is null)
            return "503 say MAIL first";
        if (Path(command, "RCPT TO:") is not { Length: > 0 } path)
            return "501 expected RCPT TO:<address>";
        if (_recipients.Count >= MaxRecipients)
            return "452 too many recipients";
        _recipients.Add(path);
        return "250 ok";
    }

    private async Task<string> DataAsync(CancellationToken cancellationToken)
    {
        if (_from is null || _recipients.Count == 0)
            return "503 say MAIL and RCPT first";
        await _lines.WriteAsync("354 end with a dot on a line of its own", cancellationToken);
        var (content, tooLong) = await _lines.ReadMailAsync(maxBytes, cancellationToken);
        var message = content is { } bytes ? new SmtpMessage(_from, [.. _recipients], bytes) : throw new IOException("The client went away within a mail.");
        Reset();
        if (tooLong)
            return $"552 a mail has at most {maxBytes} bytes";
        try
        {
            await file(message, cancellationToken);
            return "250 filed";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "452 the mail cannot be filed";
        }
    }

    // The address within <…>, without a source route; null when the form is wrong.
    private static string? Path(string command, string prefix)
    {
        if (!command.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = command[prefix.Length..].TrimStart();
        var end = rest.IndexOf('>', StringComparison.Ordinal);
        return rest.StartsWith('<') && end > 0 && !rest.AsSpan(0, end).ContainsAny('\r', '\n') ? rest[1..end] : null;
    }

    private static long Size(string command)
    {
        var at = command.IndexOf(" SIZE=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var text = command[(at + 6)..].Split(' ')[0];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
    }
}
