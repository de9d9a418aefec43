using System.Text;
using LocalDapr.PubSub.Subscribing;

namespace LocalDapr.Tests.PubSub.Subscribing;

public sealed class AppRepliesTests
{
    [Theory]
    [InlineData("", "Success")]
    [InlineData("no json", "Success")]
    [InlineData("{}", "Success")]
    [InlineData("""{"status":""}""", "Success")]
    [InlineData("""{"status":"SUCCESS"}""", "Success")]
    [InlineData("""{"Status":"RETRY"}""", "Retry")]
    [InlineData("""{"status":"success"}""", "Retry")]
    [InlineData("""{"status":"DROP"}""", "Drop")]
    [InlineData("""{"status":"drop"}""", "Retry")]
    public void Single_Body_Verdict(string body, string expected) => Assert.Equal(expected, AppReplies.Single(Encoding.UTF8.GetBytes(body)).ToString());

    [Fact]
    public void Bulk_Statuses_ByEntry()
    {
        var verdicts = AppReplies.Bulk("""{"statuses":[{"entryId":"1","status":"SUCCESS"},{"entryId":"2","status":""},{"entryId":"3","status":"DROP"},{"entryId":"4"}]}"""u8)!;
        Assert.Equal("Success Retry Drop Retry", string.Join(' ', verdicts["1"], verdicts["2"], verdicts["3"], verdicts["4"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("no json")]
    public void Bulk_NoObject_IsNone(string body) => Assert.Null(AppReplies.Bulk(Encoding.UTF8.GetBytes(body)));
}
