using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace VectorCare.Alerting.Clinics;

/// <summary>Checks addresses and time zones of the directory; every problem is told.</summary>
internal sealed class ClinicOptionsValidator : IValidateOptions<ClinicOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ClinicOptions options)
    {
        var errors = new List<string>();
        foreach (var mail in options.OperationsMail.Where(m => !MailAddress.TryCreate(m, out _)))
            errors.Add($"Alerting:Clinics:OperationsMail: '{mail}' is no mail address.");
        foreach (var (key, pattern) in new[] { ("DefaultMail", options.DefaultMail), ("DefaultOnCallMail", options.DefaultOnCallMail), ("DefaultFallbackMail", options.DefaultFallbackMail) })
        {
            if (pattern.Length > 0 && !MailAddress.TryCreate(string.Format(pattern, "clinic"), out _))
                errors.Add($"Alerting:Clinics:{key}: '{pattern}' gives no mail address.");
        }

        errors.AddRange(options.Inbox.Problems("Alerting:Clinics:Inbox"));
        foreach (var (id, clinic) in options.Directory)
        {
            errors.AddRange(clinic.Inbox?.Problems($"Alerting:Clinics:Directory:{id}:Inbox") ?? []);
            if (clinic.Rota.Days is < 1 or > 31)
                errors.Add($"Alerting:Clinics:Directory:{id}:Rota:Days={clinic.Rota.Days} lies outside 1 to 31.");
            foreach (var (key, mails) in new[] { ("Mail", clinic.Mail), ("OnCallMail", clinic.OnCallMail), ("FallbackMail", clinic.FallbackMail), ("Rota:Mail", clinic.Rota.Mail) })
                errors.AddRange(mails.Where(m => !MailAddress.TryCreate(m, out _)).Select(m => $"Alerting:Clinics:Directory:{id}:{key}: '{m}' is no mail address."));
            errors.AddRange(clinic.Sms.Where(n => n is not ['+', .. { Length: >= 8 and <= 15 } digits] || !digits.All(char.IsAsciiDigit)).Select(n => $"Alerting:Clinics:Directory:{id}:Sms: a number has not the form +15550100001."));
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(clinic.TimeZone, out _))
                errors.Add($"Alerting:Clinics:Directory:{id}:TimeZone: '{clinic.TimeZone}' is no time zone.");
            foreach (var (key, path) in new[] { ("Webhook", clinic.Webhook), ("Fhir", clinic.Fhir) })
            {
                if (path is not null && (path.Contains("..") || path.Contains("://")))
                    errors.Add($"Alerting:Clinics:Directory:{id}:{key}: '{path}' must be a path behind the binding's URL.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
