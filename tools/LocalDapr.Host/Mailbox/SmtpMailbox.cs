using System.Net;
using System.Net.Sockets;
using LocalDapr.Hosting;

namespace LocalDapr.Mailbox;

/// <summary>A mail server on loopback for development and tests: takes every mail and files it as one <c>.eml</c> in a folder. It delivers nothing.</summary>
public sealed class SmtpMailbox : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly MailFolder _folder;
    private readonly int _maxBytes;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _sessions = [];
    private Task _accepting = Task.CompletedTask;
    private bool _disposed;

    private SmtpMailbox(TcpListener listener, MailFolder folder, int maxBytes, TimeProvider clock) =>
        (_listener, _folder, _maxBytes, _clock) = (listener, folder, maxBytes, clock);

    /// <summary>Raised after a mail lies complete in the folder, before its sender is answered.</summary>
    public event EventHandler<MailFiledEventArgs>? Filed;

    /// <summary>Port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Folder with the mails.</summary>
    public string Directory => _folder.Path;

    /// <summary>Starts a mailbox.</summary>
    /// <param name="directory">Folder for the mails; created when missing.</param>
    /// <param name="port">Port on loopback; 0 for any free one.</param>
    /// <param name="clock">Clock for the names of the files; null for the system's.</param>
    /// <param name="maxMessageBytes">Largest mail; default 10 MiB.</param>
    /// <returns>The listening mailbox.</returns>
    /// <exception cref="LocalDaprException">The port is taken.</exception>
    public static Task<SmtpMailbox> StartAsync(string directory, int port, TimeProvider? clock = null, int maxMessageBytes = 10 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMessageBytes);
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new LocalDaprException($"Mailbox: port {port} cannot be used: {e.Message}. End the program that has it, or choose another port.", e);
        }

        clock ??= TimeProvider.System;
        var mailbox = new SmtpMailbox(listener, new MailFolder(directory, clock), maxMessageBytes, clock);
        mailbox._accepting = mailbox.AcceptAsync();
        return Task.FromResult(mailbox);
    }

    /// <summary>Stops listening and ends open sessions; a mail that was not complete is not filed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] open;
        lock (_sessions)
            open = [.. _sessions];
        await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            // Answers to pipelined commands must not wait for the client's delayed acknowledgement of the one before.
            client.NoDelay = true;
            var session = ServeAsync(client);
            lock (_sessions)
            {
                _sessions.RemoveWhere(s => s.IsCompleted);
                _sessions.Add(session);
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                await new SmtpSession(stream, _maxBytes, _clock, FileAsync).RunAsync(_stopping.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client went away, or the mailbox stops.
            }
        }
    }

    private async Task FileAsync(SmtpMessage message, CancellationToken cancellationToken)
    {
        var filed = await _folder.AddAsync(message, cancellationToken);
        Filed?.Invoke(this, filed);
    }
}

/// <summary>A filed mail.</summary>
/// <param name="path">Full path of its file.</param>
/// <param name="from">Sender of the envelope.</param>
/// <param name="recipients">Recipients of the envelope, hidden ones too.</param>
/// <param name="at">When it was filed.</param>
public sealed class MailFiledEventArgs(string path, string from, IReadOnlyList<string> recipients, DateTimeOffset at) : EventArgs
{
    /// <summary>Full path of its file.</summary>
    public string Path { get; } = path;

    /// <summary>Sender of the envelope.</summary>
    public string From { get; } = from;

    /// <summary>Recipients of the envelope, hidden ones too.</summary>
    public IReadOnlyList<string> Recipients { get; } = recipients;

    /// <summary>When it was filed.</summary>
    public DateTimeOffset At { get; } = at;
}
