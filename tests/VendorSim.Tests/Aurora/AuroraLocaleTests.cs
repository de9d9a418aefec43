using VendorSim.Aurora;

namespace VendorSim.Tests.Aurora;

public sealed class AuroraLocaleTests
{
    [Theory]
    [InlineData(1, "en-US", "12/31/2026 7:04:05 PM", "1,234.50")]
    [InlineData(2, "de-AT", "01.01.2027 01:04:05", "1.234,50")]
    [InlineData(3, "en-GB", "01/01/2027 00:04:05", "1,234.50")]
    [InlineData(4, "sv-SE", "2027-01-01 01:04:05", "1\u00A0234,50")]
    public void OfClinic_EachLocale_WritesItsDatesAndNumbers(int clinic, string lang, string time, string number)
    {
        var locale = AuroraLocale.OfClinic(clinic);
        Assert.Equal((lang, time, number), (locale.Lang, locale.Time(new DateTimeOffset(2027, 1, 1, 0, 4, 5, TimeSpan.Zero)), locale.Number(1_234.5, 2)));
        Assert.Equal("–", locale.Number(null));
    }
}
