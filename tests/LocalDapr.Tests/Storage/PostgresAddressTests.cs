using LocalDapr.Resources;
using LocalDapr.Storage;

namespace LocalDapr.Tests.Storage;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("host=127.0.0.1 port=7178 user=postgres dbname=state password='a b\\'c' sslmode=disable connect_timeout=5", 7178, "a b'c")]
    [InlineData("postgres://postgres:a%20b'c@127.0.0.1:7178/state?sslmode=disable&connect_timeout=5", 7178, "a b'c")]
    [InlineData("Host=127.0.0.1;Username=postgres;Database=state;Password=a b'c;SSL Mode=Disable;Timeout=5", 5432, "a b'c")]
    public void Parse_AnyForm_GivesTheSame(string text, int port, string password)
    {
        var builder = PostgresAddress.Parse(text);
        Assert.Equal(("127.0.0.1", port, "postgres", "state", password), (builder.Host, builder.Port, builder.Username, builder.Database, builder.Password));
        Assert.Equal(5, builder.Timeout);
    }

    [Fact]
    public void Parse_NoPairs_Throws() => Assert.Throws<FormatException>(() => PostgresAddress.Parse("host=a garbage"));

    [Fact]
    public void Parse_UnknownOption_NamesTheNearest()
    {
        var error = Assert.Throws<FormatException>(() => PostgresAddress.Parse("host=a conect_timeout=5"));
        Assert.Contains("'conect_timeout' is not known. Did you mean 'connect_timeout'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FieldsBesideAText_WinOverIt()
    {
        var builder = PostgresAddress.Of(Spec(("connectionString", "host=a port=1 user=u"), ("host", "b"), ("password", "p")));
        Assert.Equal(("b", 1, "u", "p"), (builder.Host, builder.Port, builder.Username, builder.Password));
    }

    [Fact]
    public void Of_NoHost_NamesComponentAndFile()
    {
        var error = Assert.Throws<FormatException>(() => PostgresAddress.Of(Spec(("connectionString", "user=u"))));
        Assert.Contains("component db (db.yaml:1)", error.Message, StringComparison.Ordinal);
    }

    private static ComponentSpec Spec(params (string Name, string Value)[] metadata) =>
        new("db", "state.postgresql", "v2", metadata.ToDictionary(m => m.Name, m => m.Value), "db.yaml:1");
}
