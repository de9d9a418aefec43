using System.Text;
using VectorCare.Alerting.Feedback;

namespace VectorCare.Alerting.Tests.Feedback;

public sealed class LinkTokenTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
    private static readonly LinkToken Token = new("alert-1", "clinic-01", LinkAction.NotUseful, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public void Read_OwnToken_GivesItBack() => Assert.Equal(Token, LinkToken.Read(Token.Sign(Key), Key));

    [Fact]
    public void Read_AnyCharacterChanged_IsNotOurs()
    {
        var text = Token.Sign(Key);
        for (var i = 0; i < text.Length; i++)
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            // The last character of base64 carries bits that mean nothing: the bytes stay those that were signed.
            Assert.True(LinkToken.Read(changed, Key) is null || LinkToken.Read(changed, Key) == Token, changed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("abc")]
    [InlineData("a.b")]
    [InlineData("%%%.%%%")]
    public void Read_Nonsense_IsNotOurs(string text) => Assert.Null(LinkToken.Read(text, Key));

    [Fact]
    public void Read_AnotherKeyOrVeryLong_IsNotOurs()
    {
        Assert.Null(LinkToken.Read(Token.Sign(Encoding.UTF8.GetBytes("another key of thirty-two bytes.")), Key));
        Assert.Null(LinkToken.Read((Token with { AlertId = new string('a', 1000) }).Sign(Key), Key));
    }
}
