using System.Globalization;
using System.Text;
using LocalDapr.Resources;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.smtp</c>: sends a mail. Unlike Dapr's, it keeps nothing of one mail for the next.</summary>
/// <param name="spec">The component.</param>
internal sealed class SmtpBinding(ComponentSpec spec) : IOutputBinding
{
    private const int SslPort = 465;

    /// <inheritdoc />
    public IReadOnlyList<string> Operations { get; } = ["create"];

    /// <inheritdoc />
    public async Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(request);
        var port = int.Parse(spec["port"]!, CultureInfo.InvariantCulture);
        using var client = new SmtpClient();
#pragma warning disable CA5359 // The component asks for it by name.
        if (Truth.IsTrue(spec["skipTLSVerify"]))
            client.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        try
        {
            await client.ConnectAsync(spec["host"]!, port, port == SslPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, cancellationToken);
            if (spec["user"] is { Length: > 0 } user)
                await client.AuthenticateAsync(user, spec["password"] ?? "", cancellationToken);
            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return BindingOutcome.Nothing;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new BindingException($"error from smtp binding, sending email failed: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MimeMessage Message(BindingRequest request)
    {
        var from = Needed("emailFrom");
        var to = Needed("emailTo");
        var subject = Needed("subject");
        var priority = Priority(Value("priority"));
        var message = new MimeMessage { Subject = subject, Body = new TextPart("html") { Text = DataText.Unquoted(request.Data.Span) } };
        message.From.Add(Address(from));
        message.To.AddRange(Addresses(to));
        message.Cc.AddRange(Addresses(Value("emailCC")));
        message.Bcc.AddRange(Addresses(Value("emailBCC")));
        message.Headers.Replace("X-Priority", priority.ToString(CultureInfo.InvariantCulture));
        return message;

        string? Value(string name) => request[name] ?? (spec[name] is { Length: > 0 } own ? own : null);

        string Needed(string name) =>
            Value(name) ?? throw new BindingException($"smtp binding error: {name} property not supplied in configuration- or request-metadata");
    }

    private static int Priority(string? text)
    {
        const int Normal = 3;
        if (text is null)
            return Normal;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
            throw new BindingException($"smtp binding error: priority '{text}' is not a number");
        return priority is >= 1 and <= 5
            ? priority
            : throw new BindingException("smtp binding error:  priority value must be between 1 (highest) and 5 (lowest)");
    }

    private static IEnumerable<MailboxAddress> Addresses(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Address);

    private static MailboxAddress Address(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Address.Contains('@', StringComparison.Ordinal)
            ? address
            : throw new BindingException("error from smtp binding, sending email failed: an address is invalid");
}

/// <summary>Data of a call as text.</summary>
internal static class DataText
{
    /// <summary>The text; one that comes as a JSON text, as all text does over HTTP, without its quotes.</summary>
    /// <param name="data">The data.</param>
    /// <returns>The text.</returns>
    public static string Unquoted(ReadOnlySpan<byte> data)
    {
        if (data.Length >= 2 && data[0] == '"' && data[^1] == '"')
        {
            try
            {
                return System.Text.Json.JsonSerializer.Deserialize<string>(data)!;
            }
            catch (System.Text.Json.JsonException)
            {
                // Not a JSON text after all.
            }
        }

        return Encoding.UTF8.GetString(data);
    }
}
