using System.Net.Sockets;
using System.Text;
using LocalDapr.Hosting;
using LocalDapr.Mailbox;
using MailKit.Net.Smtp;
using MimeKit;

namespace LocalDapr.Tests.Mailbox;

public sealed class SmtpMailboxTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SmtpMailbox _mailbox = null!;

    public async ValueTask InitializeAsync() => _mailbox = await SmtpMailbox.StartAsync(_folder.At("mail"), 0, maxMessageBytes: 20_000);

    public ValueTask DisposeAsync() => _mailbox.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Send_MailOfMailKit_IsFiledWithEnvelopeAndBody()
    {
        var filed = new List<MailFiledEventArgs>();
        _mailbox.Filed += (_, e) => filed.Add(e);
        using var mail = Mail("Grüße\r\n.\r\n..zwei Punkte\r\nEnde");
        mail.Bcc.Add(MailboxAddress.Parse("hidden@example.org"));

        await SendAsync(mail);

        var one = Assert.Single(filed);
        Assert.Equal(["to@example.org", "hidden@example.org"], one.Recipients);
        using var read = await MimeMessage.LoadAsync(one.Path, TestContext.Current.CancellationToken);
        Assert.Equal("Ein Betreff é", read.Subject);
        Assert.Equal("Grüße\n.\n..zwei Punkte\nEnde", read.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(["to@example.org", "hidden@example.org"], read.Headers.Where(h => h.Field == "Delivered-To").Select(h => h.Value.Trim()));
        Assert.DoesNotContain("Bcc", read.Headers.Select(h => h.Field));
    }

    [Fact]
    public async Task Send_ManyAtOnce_AllAreFiledAndNoPartIsLeft()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var mail = Mail($"mail {i}");
            await SendAsync(mail);
        }));

        Assert.Equal(20, Directory.GetFiles(_mailbox.Directory, "*.eml").Length);
        Assert.Empty(Directory.GetFiles(_mailbox.Directory, "*.part"));
    }

    [Fact]
    public async Task Send_TooLarge_IsRefusedAndNotFiled()
    {
        using var mail = Mail(new string('x', 30_000));

        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(mail));

        Assert.Empty(Directory.GetFiles(_mailbox.Directory));
    }

    [Fact]
    public async Task Session_WrongOrderAndGarbage_IsAnsweredAndGoesOn()
    {
        var answers = await TalkAsync(
            "DANCE", "MAIL FROM:<a@b>", "EHLO me", "RCPT TO:<a@b>", "MAIL FROM:a@b", "MAIL FROM:<a@b> SIZE=999999", "DATA", new string('x', 5000),
            "MAIL FROM:<a@b>", "RCPT TO:<>", "RCPT TO:<c@d>", "RSET", "DATA", "NOOP", "QUIT");

        Assert.Equal(["502", "503", "250", "503", "501", "552", "503", "500", "250", "501", "250", "250", "503", "250", "221"], answers);
    }

    [Fact]
    public async Task Session_EndsWithinMail_NothingIsFiled()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", _mailbox.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: half\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("354", StringComparison.Ordinal))
            {
            }
        }

        await _mailbox.DisposeAsync();
        Assert.Empty(Directory.GetFiles(_mailbox.Directory));
    }

    [Fact]
    public async Task Start_TakenPort_SaysSo()
    {
        var error = await Assert.ThrowsAsync<LocalDaprException>(() => SmtpMailbox.StartAsync(_folder.At("other"), _mailbox.Port));

        Assert.Contains($"port {_mailbox.Port}", error.Message, StringComparison.Ordinal);
    }

    private static MimeMessage Mail(string text)
    {
        var mail = new MimeMessage { Subject = "Ein Betreff é", Body = new TextPart("plain") { Text = text } };
        mail.From.Add(MailboxAddress.Parse("from@example.org"));
        mail.To.Add(MailboxAddress.Parse("to@example.org"));
        return mail;
    }

    private async Task SendAsync(MimeMessage mail)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", _mailbox.Port, MailKit.Security.SecureSocketOptions.None, TestContext.Current.CancellationToken);
        await client.SendAsync(mail, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(true, TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> TalkAsync(params string[] commands)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _mailbox.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        var answers = new List<string>();
        foreach (var command in commands)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
            string? line;
            do
                line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line is { Length: > 3 } && line[3] == '-');
            answers.Add(line![..3]);
        }

        return answers;
    }
}
