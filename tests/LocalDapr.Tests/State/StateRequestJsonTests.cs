using System.Text;
using System.Text.Json;
using LocalDapr.State;

namespace LocalDapr.Tests.State;

public sealed class StateRequestJsonTests
{
    private static readonly Dictionary<string, string> NoQuery = [];

    [Fact]
    public void ReadSave_QueryMetadata_WinsOverTheItem()
    {
        var items = StateRequestJson.ReadSave("""[{"key":"k","value":1,"metadata":{"ttlInSeconds":"600","x":"y"}}]"""u8, new Dictionary<string, string> { ["ttlInSeconds"] = "1" });
        Assert.Equal("1", items[0].ToOperation(StateOperationKind.Upsert).Ttl);
        Assert.Equal("y", items[0].Metadata["x"]);
    }

    [Theory]
    [InlineData("""{"key":"k","value":1}""")]
    [InlineData("""[{"key":5}]""")]
    [InlineData("""[{"key":"k","etag":5}]""")]
    [InlineData("""[{"key":"k","metadata":{"ttlInSeconds":60}}]""")]
    [InlineData("")]
    public void ReadSave_WrongTypes_Throws(string body) =>
        Assert.ThrowsAny<JsonException>(() => StateRequestJson.ReadSave(Encoding.UTF8.GetBytes(body), NoQuery));

    [Fact]
    public void ReadSave_MissingValueAndEmptyEtag_AreNullTextAndNone()
    {
        var operation = StateRequestJson.ReadSave("""[{"key":"k","etag":""}]"""u8, NoQuery)[0].ToOperation(StateOperationKind.Upsert);
        Assert.Equal("null", Encoding.UTF8.GetString(operation.Data));
        Assert.Null(operation.ETag);
    }

    [Fact]
    public void ReadTransaction_BodyMetadata_IsIgnored()
    {
        var operations = StateRequestJson.ReadTransaction("""{"operations":[{"operation":"upsert","request":{"key":"k","value":1}}],"metadata":{"ttlInSeconds":"60"}}"""u8, NoQuery);
        Assert.Null(operations[0].Item.ToOperation(StateOperationKind.Upsert).Ttl);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("first-write", "strong", null)]
    [InlineData("sometimes", "", "unrecognized concurrency model 'sometimes'")]
    [InlineData("", "maybe", "unrecognized consistency model 'maybe'")]
    public void Error_Options_AsRecorded(string concurrency, string consistency, string? expected) =>
        Assert.Equal(expected, StateOptionText.Error(concurrency, consistency));
}
