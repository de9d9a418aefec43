using CsCheck;
using VectorCare.Scraper.Vendors.Aurora;

namespace VectorCare.Scraper.Tests.Vendors.Aurora;

public sealed class AuroraFormatTests
{
    [Theory]
    [InlineData("DD.MM.YYYY HH:mm:ss", "UTC+01:00", ",", ".", "31.01.2026 23:05:09", "2026-01-31T23:05:09+01:00")]
    [InlineData("MM/DD/YYYY h:mm:ss A", "UTC-05:00", ".", ",", "01/31/2026 11:05:09 PM", "2026-01-31T23:05:09-05:00")]
    [InlineData("DD/MM/YYYY HH:mm:ss", "UTC+00:00", ".", ",", "31/01/2026 23:05:09", "2026-01-31T23:05:09+00:00")]
    [InlineData("YYYY-MM-DD HH:mm:ss", "UTC+01:00", ",", "\u00A0", "2026-01-31 23:05:09", "2026-01-31T23:05:09+01:00")]
    public void TryTime_EachLocale_IsRead(string date, string zone, string point, string thousands, string text, string expected)
    {
        Assert.True(AuroraFormat.From(date, zone, point, thousands)!.TryTime(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected), time);
    }

    [Theory]
    [InlineData("1.234,5", 1234.5)]
    [InlineData("512", 512.0)]
    [InlineData("-0,3", -0.3)]
    [InlineData("1234", 1234.0)]
    [InlineData("1.5", null)]
    [InlineData("1,5,0", null)]
    [InlineData("12.34", null)]
    [InlineData("5,", null)]
    [InlineData("", null)]
    [InlineData("ca. 5", null)]
    public void TryNumber_GermanFormat_IsStrict(string text, double? expected)
    {
        var read = German.TryNumber(text, out var number);
        Assert.Equal(expected, read ? number : null);
    }

    [Theory]
    [InlineData("DD.MM.YY", "UTC+01:00", ",", ".")]
    [InlineData("DD.MM.YYYY HH:mm:ss", "CET", ",", ".")]
    [InlineData("DD.MM.YYYY HH:mm:ss", "UTC+01:00", ",", ",")]
    [InlineData("DD.MM.YYYY HH:mm:ss", "UTC+01:00", null, ".")]
    public void From_UnknownDeclaration_IsNoFormat(string date, string zone, string? point, string thousands) =>
        Assert.Null(AuroraFormat.From(date, zone, point, thousands));

    [Fact]
    public void TryNumber_AnyText_NeverThrows() => Gen.String.Sample(text => { _ = German.TryNumber(text, out _); });

    private static AuroraFormat German => AuroraFormat.From("DD.MM.YYYY HH:mm:ss", "UTC+01:00", ",", ".")!;
}
