using VectorCare.Scraper.Idco;

namespace VectorCare.Scraper.Tests.Idco;

public sealed class TherapyDetailsTests
{
    [Theory]
    [InlineData("3 ATP, 1x 35J", 3, 1)]
    [InlineData("2 ATP", 2, null)]
    [InlineData("1 ATP, 0 shocks", 1, 0)]
    [InlineData("3 ATP, 1 shock", 3, 1)]
    [InlineData("2x35J", null, 2)]
    [InlineData("some pacing, 2 shocks perhaps", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void Parse_Text_SaysOnlyWhatIsCertain(string? text, int? atp, int? shocks) =>
        Assert.Equal((atp, shocks), TherapyDetails.Parse(text));
}
