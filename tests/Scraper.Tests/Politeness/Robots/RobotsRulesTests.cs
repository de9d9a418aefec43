using System.Diagnostics;
using System.Text;
using VectorCare.Scraper.Politeness.Robots;

namespace VectorCare.Scraper.Tests.Politeness.Robots;

/// <summary>RFC 9309, sections 2.2 and 5.</summary>
public sealed class RobotsRulesTests
{
    [Theory]
    [InlineData("User-agent: *\nDisallow: /", false)]
    [InlineData("user-AGENT : vectorcare\n disallow : /patients # all of them", false)]
    [InlineData("User-agent: VectorCare/2.1\nDisallow: /", false)]
    [InlineData("User-agent: VectorCareful\nDisallow: /", true)]
    [InlineData("User-agent: other\nUser-agent: VectorCare\nDisallow: /", false)]
    [InlineData("User-agent: VectorCare\nUser-agent: other\n\nSitemap: https://x/s.xml\nDisallow: /", false)]
    [InlineData("User-agent: *\nDisallow: /\n\nUser-agent: VectorCare\nDisallow:", true)]
    [InlineData("User-agent: *\nDisallow: /\n\nUser-agent: VectorCare\nAllow: /", true)]
    [InlineData("User-agent: VectorCare\nDisallow: /login\n\nUser-agent: other\nAllow: /\n\nUser-agent: VectorCare\nDisallow: /patients", false)]
    [InlineData("Disallow: /", true)]
    [InlineData("", true)]
    [InlineData("\uFEFFUser-agent: *\r\nDisallow: /\r\n", false)]
    [InlineData("<html><body>User-agent: * Disallow: /</body></html>", true)]
    public void Read_Groups_ThoseThatNameUsElseThoseForEverybody(string file, bool allowed) =>
        Assert.Equal(allowed, RobotsRules.Allow(RobotsRules.Read(Encoding.UTF8.GetBytes(file)), "/patients/AU1"));

    [Theory]
    [InlineData("/example/page/disallowed.gif", "Allow: /example/page/", "Disallow: /example/page/disallowed.gif", false)]
    [InlineData("/example/page/", "Disallow: /example/page/", "Allow: /example/page/", true)]
    [InlineData("/page", "Disallow: /Page", "Disallow: /pagés", true)]
    [InlineData("/foo/bar?baz=quz", "Disallow: /foo/bar?baz=quz", "Allow: /foo", false)]
    [InlineData("/foo/bar/%E3%83%84", "Disallow: /foo/bar/ツ", "Allow: /foo", false)]
    [InlineData("/foo/bar/ツ", "Disallow: /foo/bar/%e3%83%84", "Allow: /foo", false)]
    [InlineData("/foo/bar/bar", "Disallow: /foo/bar/%62%61%72", "Allow: /foo", false)]
    [InlineData("/a%2Fb", "Disallow: /a/b", "Allow: /x", true)]
    [InlineData("/inbox/7/message", "Disallow: /inbox/*/message", "Allow: /inbox/", false)]
    [InlineData("/inbox/7", "Disallow: /inbox/*/message", "Allow: /inbox/", true)]
    [InlineData("/file.gif", "Disallow: *.gif$", "Allow: /f", false)]
    [InlineData("/file.gif.html", "Disallow: *.gif$", "Allow: /f", true)]
    [InlineData("/a/gif/b.gif", "Disallow: /*gif$", "Allow: /a", false)]
    [InlineData("/robots.txt", "Disallow: /", "Disallow: /r", true)]
    public void Allow_LinesOfOneGroup_TheLongestDecides(string path, string one, string other, bool allowed)
    {
        Assert.Equal(allowed, RobotsRules.Allow(RobotsRules.Read(Encoding.UTF8.GetBytes($"User-agent: *\n{one}\n{other}\n")), path));
        Assert.Equal(allowed, RobotsRules.Allow(RobotsRules.Read(Encoding.UTF8.GetBytes($"User-agent: *\n{other}\n{one}\n")), path));
    }

    [Fact]
    public void Read_MoreLinesThanAreCompared_ForbidsEverything()
    {
        var file = "User-agent: *\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Disallow: /never/{i}\n"));

        Assert.False(RobotsRules.Allow(RobotsRules.Read(Encoding.UTF8.GetBytes(file)), "/patients/AU1"));
    }

    [Fact]
    public void Allow_LinesFullOfStars_TakeNoMoreThanAMoment()
    {
        var rules = RobotsRules.Read(Encoding.UTF8.GetBytes("User-agent: *\n" + string.Concat(Enumerable.Repeat($"Disallow: /{string.Concat(Enumerable.Repeat("a*", 500))}b$\n", 60))));
        var path = "/" + new string('a', 400);

        var started = Stopwatch.GetTimestamp();

        Assert.True(RobotsRules.Allow(rules, path));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }
}
