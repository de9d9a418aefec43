using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;
using VectorCare.Scraper.Vendors.Example;

namespace VectorCare.Scraper.Tests.Vendors.Example;

public sealed class ExampleParserTests
{
    private const string Page = """
        {"patient":"P1","device":{"type":"Pacemaker","model":"M","serial":"S1"},"reports":[{"id":"r1","session":"2026-03-01T10:00:00Z","received":"2026-03-01T10:05:00Z",
         "batteryVoltage":{"value":2810,"unit":"mV"},"batteryStatus":"RRT"}]}
        """;

    [Fact]
    public void Parse_Page_ReadsValuesInTheTermsUnit()
    {
        var read = Assert.Single(Parse(Page).Transmissions);

        Assert.Equal(("r1", DeviceKind.Pacemaker), (read.Id, read.Device.Kind));
        Assert.Equal(2.81, Assert.Single(read.Measurements, m => m.Code == PortalTerms.BatteryVoltage).Value);
        Assert.Equal("RRT", Assert.Single(read.Measurements, m => m.Code == PortalTerms.BatteryStatus).Enum);
        Assert.DoesNotContain(read.Measurements, m => m.Code == PortalTerms.LowerRate);
        Assert.Empty(read.NotUnderstood);
    }

    [Fact]
    public void Parse_UnknownUnit_SaysSoAndTakesNoValue()
    {
        var read = Assert.Single(Parse(Page.Replace("\"mV\"", "\"au\"", StringComparison.Ordinal)).Transmissions);

        Assert.Equal("unknown-unit", Assert.Single(read.NotUnderstood).Why);
        Assert.DoesNotContain(read.Measurements, m => m.Code == PortalTerms.BatteryVoltage);
    }

    [Theory]
    [InlineData("\"P1\"", "\"P2\"", "wrong-patient")]
    [InlineData("\"received\"", "\"arrived\"", "malformed-json")]
    [InlineData("\"reports\"", "\"items\"", "malformed-json")]
    [InlineData("}]}", "}", "malformed-json")]
    public void Parse_ChangedPage_HasNoValues(string before, string after, string reason)
    {
        var page = Parse(Page.Replace(before, after, StringComparison.Ordinal));

        Assert.Equal(reason, page.Reason);
        Assert.Empty(page.Transmissions);
    }

    [Fact]
    public void Parse_NewNameThatIsKnown_ReadsTheSame() =>
        Assert.Single(ExampleParser.Parse(Encoding.UTF8.GetBytes(Page.Replace("\"received\"", "\"arrived\"", StringComparison.Ordinal)), "P1", new Dictionary<string, string> { ["arrived"] = "received" }).Transmissions);

    private static ParsedPage Parse(string page) => ExampleParser.Parse(Encoding.UTF8.GetBytes(page), "P1");
}
