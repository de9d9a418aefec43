using System.Text.Json;
using LocalDapr.Cel;

namespace LocalDapr.Tests.Cel;

public sealed class CelExpressionTests
{
    private static readonly JsonElement Event = JsonSerializer.SerializeToElement(new
    {
        type = "probe.a",
        source = "probe",
        data = new { size = 11, ratio = 0.5, name = "Zoë", tags = new[] { "x", "y" }, flag = true, none = (string?)null, inner = new { deep = 1 } },
    });

    [Theory]
    [InlineData("event.type == 'probe.a'", true)]
    [InlineData("event.type != \"probe.a\"", false)]
    [InlineData("event.data.size > 10", true)]
    [InlineData("event.data.size >= 11 && event.data.ratio < 1", true)]
    [InlineData("event.data.size == 11.0", true)]
    [InlineData("event.type.startsWith('probe') && event.source == 'probe'", true)]
    [InlineData("event.type.endsWith('.b') || event.data.flag", true)]
    [InlineData("!event.data.flag", false)]
    [InlineData("event.type.contains('obe')", true)]
    [InlineData("event.type.matches('^probe\\\\.[ab]$')", true)]
    [InlineData("event.type.matches(r'^probe\\.[ab]$')", true)]
    [InlineData("has(event.data.size) && event.data.size > 10", true)]
    [InlineData("has(event.data.other)", false)]
    [InlineData("has(event.data.inner.deep)", true)]
    [InlineData("has(event.data.other) && event.data.other > 1", false)]
    [InlineData("event.data['size'] == 11", true)]
    [InlineData("event.data.tags[1] == 'y'", true)]
    [InlineData("'x' in event.data.tags", true)]
    [InlineData("'size' in event.data", true)]
    [InlineData("event.type in ['probe.a', 'probe.b']", true)]
    [InlineData("size(event.data.tags) == 2 && event.data.name.size() == 3", true)]
    [InlineData("event.data.tags.exists(t, t == 'y')", true)]
    [InlineData("event.data.tags.all(t, t.size() == 2)", false)]
    [InlineData("event.data.none == null", true)]
    [InlineData("event.data.size == '11'", false)]
    [InlineData("int(event.data.size) % 2 == 1", true)]
    [InlineData("-3 + 2 * 4 == 5 && (1 + 2) * 3 == 9", true)]
    [InlineData("7 / 2 == 3", true)]
    [InlineData("event.data.flag ? 1 < 2 : 2 < 1", true)]
    [InlineData("'a' + 'b' == 'ab'", true)]
    public void Evaluate_Event_GivesValue(string text, bool expected) =>
        Assert.Equal(expected, CelExpression.Parse(text).Evaluate(Event));

    [Theory]
    [InlineData("event.data.other > 10")]
    [InlineData("event.data.name > 10")]
    [InlineData("event.data.size")]
    [InlineData("event.type.size > 1")]
    [InlineData("other == 1")]
    [InlineData("1 / 0 == 1")]
    [InlineData("9223372036854775807 + 1 > 0")]
    [InlineData("event.data.tags[5] == 'x'")]
    [InlineData("has(event.missing.field)")]
    public void Evaluate_DoesNotFit_IsError(string text) =>
        Assert.Throws<CelException>(() => CelExpression.Parse(text).Evaluate(Event));

    [Theory]
    [InlineData("event.data.other > 10 || event.data.flag")]
    [InlineData("event.data.flag || event.data.other > 10")]
    public void Evaluate_ErrorBesideDecidingSide_DoesNotMatter(string text) =>
        Assert.True(CelExpression.Parse(text).Evaluate(Event));

    [Theory]
    [InlineData("event.type ==", 13)]
    [InlineData("event.type = 'a'", 11)]
    [InlineData("(a", 2)]
    [InlineData("a ) b", 2)]
    [InlineData("'open", 0)]
    [InlineData("a.nosuch('x')", 2)]
    [InlineData("nosuch(a)", 0)]
    [InlineData("1..2", 2)]
    [InlineData("a && # b", 5)]
    [InlineData("'\\q'", 1)]
    public void Parse_Malformed_NamesPosition(string text, int position) =>
        Assert.Equal(position, Assert.Throws<CelException>(() => CelExpression.Parse(text)).Position);

    [Fact]
    public void Parse_UnknownVariable_IsErrorOnlyWhenKnownOnesAreGiven()
    {
        Assert.Equal(["failures"], CelExpression.Parse("failures >= 2").Variables);
        var error = Assert.Throws<CelException>(() => CelExpression.Parse("requests > 1 && failures >= 2", ["requests"]));
        Assert.Equal(16, error.Position);
    }

    [Fact]
    public void Parse_DeepNesting_IsErrorNotOverflow() =>
        Assert.Throws<CelException>(() => CelExpression.Parse(new string('(', 10_000) + "1" + new string(')', 10_000)));
}
