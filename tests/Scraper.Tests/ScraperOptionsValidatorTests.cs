using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace VectorCare.Scraper.Tests;

public sealed class ScraperOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreGoodInDevelopmentOnly()
    {
        Assert.True(new ScraperOptionsValidator(new HostEnvironment("Development")).Validate(null, new ScraperOptions()).Succeeded);
        Assert.Contains("Scraper:PseudonymKey", new ScraperOptionsValidator(new HostEnvironment("Production")).Validate(null, new ScraperOptions()).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralWrong_NamesEachByItsKey()
    {
        var options = new ScraperOptions { PseudonymKey = "short", MissWindow = 40, BatchConcurrency = 0, VendorProbeInterval = TimeSpan.Zero };
        options.Vendors["aurora"] = new VendorBudgetOptions { Burst = 0 };

        var failures = new ScraperOptionsValidator(new HostEnvironment("Development")).Validate(null, options).Failures!.ToList();

        Assert.Equal(5, failures.Count);
        Assert.All(["PseudonymKey", "MissWindow", "BatchConcurrency", "VendorProbeInterval", "Vendors:aurora:Burst"], key => Assert.Contains(failures, f => f.Contains("Scraper:" + key, StringComparison.Ordinal)));
    }

    private sealed class HostEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "scraper";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
