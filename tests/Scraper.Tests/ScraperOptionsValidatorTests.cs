using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Scraper.Politeness;

namespace VectorCare.Scraper.Tests;

public sealed class ScraperOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreGoodInDevelopmentOnly()
    {
        Assert.True(Validator("Development").Validate(null, new ScraperOptions()).Succeeded);
        Assert.Contains("Scraper:PseudonymKey", Validator("Production").Validate(null, new ScraperOptions()).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralWrong_NamesEachByItsKey()
    {
        var options = new ScraperOptions { PseudonymKey = "short", MissWindow = 40, BatchConcurrency = 0, VendorProbeInterval = TimeSpan.Zero };
        options.Vendors["aurora"] = new VendorOptions { Burst = 0 };

        var failures = Validator("Development").Validate(null, options).Failures!.ToList();

        Assert.Equal(5, failures.Count);
        Assert.All(["PseudonymKey", "MissWindow", "BatchConcurrency", "VendorProbeInterval", "Vendors:aurora:Burst"], key => Assert.Contains(failures, f => f.Contains("Scraper:" + key, StringComparison.Ordinal)));
    }

    [Fact]
    public void Validate_VendorIsAskedInImpossibleWays_NamesEachByItsKey()
    {
        var options = new ScraperOptions();
        options.Vendors["aurora"] = new VendorOptions { Terms = TermsOfUse.Permitted, RobotsPatience = TimeSpan.FromDays(31), TimeZone = "Mars/Olympus", QuietWindows = [new() { From = new(2, 0), To = new(2, 30) }, new()] };
        options.Vendors["cygnus"] = new VendorOptions { Terms = (TermsOfUse)7, TermsReviewedOn = new(2026, 3, 3) };

        var failures = Validator("Development").Validate(null, options).Failures!.ToList();

        Assert.Equal(6, failures.Count);
        Assert.All(["aurora:TermsReviewedOn", "aurora:RobotsPatience", "aurora:TimeZone", "aurora:QuietWindows:1", "cygnus:Terms ", "cygnus:TermsReviewedOn"], key => Assert.Contains(failures, f => f.Contains("Scraper:Vendors:" + key, StringComparison.Ordinal)));
    }

    [Fact]
    public void Bind_QuietWindowsAndTerms_AreReadFromText()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Vendors:aurora:Terms"] = "Permitted",
            ["Vendors:aurora:TermsReviewedOn"] = "2026-02-28",
            ["Vendors:aurora:TimeZone"] = "Europe/Vienna",
            ["Vendors:aurora:QuietWindows:0:From"] = "23:30",
            ["Vendors:aurora:QuietWindows:0:To"] = "00:15",
        };
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<ScraperOptions>()!;

        Assert.True(Validator("Development").Validate(null, options).Succeeded);
        Assert.Equal((TermsOfUse.Permitted, new DateOnly(2026, 2, 28), new TimeOnly(0, 15)), (options.Vendors["aurora"].Terms, options.Vendors["aurora"].TermsReviewedOn, options.Vendors["aurora"].QuietWindows[0].To));
    }

    private static ScraperOptionsValidator Validator(string environment) => new(new HostEnvironment(environment), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));

    private sealed class HostEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "scraper";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
