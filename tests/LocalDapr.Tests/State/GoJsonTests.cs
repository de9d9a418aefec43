using System.Text;
using System.Text.Json;
using LocalDapr.State;

namespace LocalDapr.Tests.State;

public sealed class GoJsonTests
{
    [Theory]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("1.0", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("12.50", "12.5")]
    [InlineData("1e21", "1e+21")]
    [InlineData("12345678901234567000", "12345678901234567000")]
    [InlineData("123456789012345678901234", "1.2345678901234569e+23")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.00000000000123", "1.23e-12")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("100", "100")]
    [InlineData("0", "0")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("123.456", "123.456")]
    public void Serialise_Number_AsDouble(string given, string expected) => Assert.Equal(expected, Rewrite(given));

    [Fact]
    public void Serialise_Object_SortsAndEscapes() =>
        Assert.Equal(
            """{"a":"\u003cb\u003e\u0026amp; é é","n":null,"z":[1,true,{}]}""",
            Rewrite("""{ "z" : [1, true, {}], "n":null, "a":"<b>&amp; \u00e9 é" }"""));

    [Fact]
    public void Serialise_WithoutHtmlEscapes_KeepsAngles() =>
        Assert.Equal("\"<&>\\u0001\"", Encoding.UTF8.GetString(GoJson.Serialise(GoJson.Parse("\"<&>\\u0001\""u8), escapeHtml: false)));

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("{")]
    public void Parse_Broken_Throws(string text) =>
        Assert.ThrowsAny<JsonException>(() => GoJson.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Serialise_NumberBeyondDouble_Throws() => Assert.Throws<JsonException>(() => Rewrite("1e400"));

    private static string Rewrite(string json) => Encoding.UTF8.GetString(GoJson.Serialise(GoJson.Parse(Encoding.UTF8.GetBytes(json))));
}
