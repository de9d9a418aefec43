using System.Text;
using CsCheck;
using VectorCare.Scraper.Pages;

namespace VectorCare.Scraper.Tests.Pages;

public sealed class VolatileMarkersTests
{
    private static readonly VolatileMarkers Markers = new(("token=\"", "\""), ("<time>", "</time>"));

    [Fact]
    public void Fingerprint_OnlyVolatilePartsDiffer_IsTheSame() => Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.String[Gen.Char['0', '9'], 0, 20]).Sample((token, time) =>
        Of($"<p token=\"{token}\">a<time>{time}</time>b") == Of("<p token=\"x\">a<time>1</time>b"));

    [Theory]
    [InlineData("<p token=\"x\">A<time>1</time>b")]
    [InlineData("<p token=\"x\">a<time>1</time>B")]
    [InlineData("<p token=\"x\">ab<time>1</time>")]
    [InlineData("<p token=\"x\">a<time>1b")]
    public void Fingerprint_AnythingElseDiffers_IsAnother(string page) => Assert.NotEqual(Of("<p token=\"x\">a<time>1</time>b"), Of(page));

    private static string Of(string page) => Markers.Fingerprint(Encoding.UTF8.GetBytes(page));
}
