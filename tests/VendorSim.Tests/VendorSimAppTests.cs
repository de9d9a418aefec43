using System.Net;
using VendorSim.Population;

namespace VendorSim.Tests;

public sealed class VendorSimAppTests
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Portals_ThatPack_DoSoForWhoeverTakesIt(string coding)
    {
        await using var portals = await Portals.StartAsync(o => o with { Compress = true });
        var request = portals.Borealis(portals.Patient(Vendor.Borealis));
        request.Headers.AcceptEncoding.ParseAdd(coding);

        using var packed = await portals.Client.SendAsync(request);
        using var plain = await portals.Client.SendAsync(portals.Borealis(portals.Patient(Vendor.Borealis)));

        Assert.Equal([coding], packed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Robots_OfAFile_AreEveryPortalsAndElseNobodys()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "User-agent: *\nDisallow:\n", TestContext.Current.CancellationToken);
        try
        {
            await using var portals = await Portals.StartAsync(o => o with { RobotsFile = file });
            await using var others = await Portals.StartAsync();
            foreach (var vendor in (string[])["aurora", "borealis", "cygnus"])
            {
                Assert.Equal("User-agent: *\nDisallow:\n", await portals.Client.GetStringAsync($"/{vendor}/robots.txt", TestContext.Current.CancellationToken));
                using var none = await others.Client.GetAsync($"/{vendor}/robots.txt", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
