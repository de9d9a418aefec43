using System.Globalization;
using System.Text.RegularExpressions;
using MimeKit;

namespace VectorCare.Summary;

/// <summary>How long red alerts took into the mailbox, on the application's clock.</summary>
/// <param name="Mails">Red alerts in the mailbox; copies and further pages do not count.</param>
/// <param name="DelayMaxS">Greatest time from the end of the poll that first saw one, in seconds.</param>
/// <param name="AfterAppearanceMaxS">Greatest time from its appearance on the portal, in seconds.</param>
internal sealed record RedFigures(long Mails, double DelayMaxS, double AfterAppearanceMaxS);

/// <summary>Measures red alerts by the mails that were really filed, and by what the simulated vendors say appeared when.</summary>
internal sealed partial class RedMails(string mailFolder, string truthFile)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RedMail> _byKey = new(StringComparer.Ordinal);

    /// <summary>Takes in what was filed since the last call.</summary>
    /// <param name="since">When the first patients were imported: mails filed earlier are of another run.</param>
    /// <param name="imported">When all patients were imported: what lay on a portal before counts from then.</param>
    public RedFigures Read(DateTimeOffset since, DateTimeOffset imported)
    {
        var news = new List<RedMail>();
        foreach (var file in Directory.EnumerateFiles(mailFolder, "*.eml").Where(_read.Add).Order(StringComparer.Ordinal).ToList())
        {
            if (Parse(file, imported) is { } mail && mail.Filed >= since && !_byKey.ContainsKey(mail.Key))
                news.Add(_byKey[mail.Key] = mail);
        }

        if (news.Count > 0)
        {
            var truth = PortalTruth.Read(truthFile, news.Select(m => m.Patient).ToHashSet());
            foreach (var mail in news)
                _byKey[mail.Key] = mail with { Appeared = truth.AppearanceOf(mail.Patient, mail.Began, mail.Seen) is { } at && at > imported ? at : imported };
        }

        return new RedFigures(_byKey.Count, Greatest(m => m.Filed - m.Seen), Greatest(m => m.Filed - m.Appeared));
    }

    private double Greatest(Func<RedMail, TimeSpan> of) => _byKey.Values.Select(m => of(m).TotalSeconds).Append(0).Max();

    private static RedMail? Parse(string file, DateTimeOffset imported)
    {
        using var message = MimeMessage.Load(file);
        var subject = message.Subject ?? string.Empty;
        if (!subject.StartsWith("[RED]", StringComparison.Ordinal) || KeyAtEnd().Match(subject) is not { Success: true } key)
            return null;
        var text = message.HtmlBody ?? message.TextBody ?? string.Empty;
        // The name of the file begins with the instant at which it was filed.
        var filed = DateTimeOffset.ParseExact(Path.GetFileName(file).Split('-')[0], "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new RedMail(key.Groups["key"].Value, Guid.Parse(key.Groups["patient"].Value), Instant(text, "Began, says the device"), Instant(text, "First seen"), filed, imported);
    }

    private static DateTimeOffset Instant(string html, string what) =>
        Regex.Match(html, $"<dt>{Regex.Escape(what)}</dt>\\s*<dd><time datetime=\"(?<at>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found
            ? DateTimeOffset.Parse(found.Groups["at"].Value, CultureInfo.InvariantCulture)
            : throw new FormatException($"A red mail does not say '{what}'.");

    [GeneratedRegex(@"\[(?<key>alert-(?<patient>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})-[^\]:]+)(:\d+)?\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyAtEnd();

    private sealed record RedMail(string Key, Guid Patient, DateTimeOffset Began, DateTimeOffset Seen, DateTimeOffset Filed, DateTimeOffset Appeared);
}
