using Microsoft.Extensions.Options;

namespace VectorCare.Scraper;

/// <summary>Checks every option and names each wrong one by its key.</summary>
internal sealed class ScraperOptionsValidator(IHostEnvironment environment, TimeProvider time) : IValidateOptions<ScraperOptions>
{
    public ValidateOptionsResult Validate(string? name, ScraperOptions options)
    {
        var errors = new List<string>();
        if (options.PseudonymKey.Length < 16)
            errors.Add("Scraper:PseudonymKey has fewer than 16 characters.");
        if (options.PseudonymKey == ScraperOptions.DevelopmentPseudonymKey && !environment.IsDevelopment())
            errors.Add($"Scraper:PseudonymKey is not set; the key of development is refused in environment '{environment.EnvironmentName}'.");
        Between(errors, nameof(options.PacingWindow), options.PacingWindow.TotalSeconds, 0, 5, "s");
        Between(errors, nameof(options.BatchConcurrency), options.BatchConcurrency, 1, 1000);
        Between(errors, nameof(options.HeldBatches), options.HeldBatches, 1, 1000);
        Between(errors, nameof(options.BatchBudget), options.BatchBudget.TotalSeconds, 1, 240, "s");
        Between(errors, nameof(options.MaxPageBytes), options.MaxPageBytes, 64 * 1024, 64 * 1024 * 1024, "bytes");
        Between(errors, nameof(options.RequestTimeout), options.RequestTimeout.TotalSeconds, 1, 60, "s");
        Between(errors, nameof(options.MissWindow), options.MissWindow, 1, 32);
        Between(errors, nameof(options.ConsecutiveMisses), options.ConsecutiveMisses, 1, Math.Min(12, options.MissWindow));
        Between(errors, nameof(options.WindowMisses), options.WindowMisses, 1, options.MissWindow);
        Between(errors, nameof(options.FullParseEvery), options.FullParseEvery, 1, 288);
        Between(errors, nameof(options.VendorDownAfter), options.VendorDownAfter, 1, 10_000);
        Between(errors, nameof(options.VendorUpAfter), options.VendorUpAfter, 1, 1000);
        Between(errors, nameof(options.VendorProbeInterval), options.VendorProbeInterval.TotalSeconds, 0.1, 60, "s");
        Between(errors, nameof(options.QuarantineAfter), options.QuarantineAfter, 1, 1000);
        Between(errors, nameof(options.ResultFloor), options.ResultFloor, 0, 1);
        foreach (var (vendor, floor) in options.ResultFloors)
            Between(errors, $"{nameof(options.ResultFloors)}:{vendor}", floor, 0, 1);
        Between(errors, nameof(options.DriftLimit), options.DriftLimit, 0, 1);
        Between(errors, nameof(options.NewPatientsPerSecond), options.NewPatientsPerSecond, 0.1, 100_000);
        foreach (var (vendor, own) in options.Vendors)
        {
            Between(errors, $"Vendors:{vendor}:{nameof(own.RequestsPerSecond)}", own.RequestsPerSecond, 0.1, 10_000);
            Between(errors, $"Vendors:{vendor}:{nameof(own.Burst)}", own.Burst, 1, 10_000);
            Between(errors, $"Vendors:{vendor}:{nameof(own.Concurrency)}", own.Concurrency, 1, 1000);
            errors.AddRange(own.Problems($"Scraper:Vendors:{vendor}", DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
        }

        foreach (var (key, golden) in options.Golden.SelectMany(g => g.Value.Select(p => (g.Key, p))))
        {
            if (golden.PortalRef.Length == 0 || golden.Received == default || golden.ContentHash.Length != 16 || !golden.ContentHash.All(char.IsAsciiHexDigitLower))
                errors.Add($"Scraper:Golden:{key} needs PortalRef, Received and a ContentHash of 16 hex digits.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Between(List<string> errors, string key, double value, double low, double high, string unit = "")
    {
        if (!(value >= low && value <= high))
            errors.Add($"Scraper:{key} is {value}{unit}; allowed is {low} to {high}{unit}.");
    }
}
