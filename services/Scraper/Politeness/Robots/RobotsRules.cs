using System.Buffers;
using System.Text;

namespace VectorCare.Scraper.Politeness.Robots;

/// <summary>A line of robots.txt.</summary>
/// <param name="Allow">Allow, or Disallow.</param>
/// <param name="Path">Its path in <see cref="RobotsPath.Normal"/> form, with <c>*</c> for anything and <c>$</c> for the end.</param>
internal sealed record RobotsRule(bool Allow, string Path);

/// <summary>The lines of a robots.txt that are for us, as RFC 9309 reads them. Two pages of code against a dependency: nothing maintained for it is at hand.</summary>
internal static class RobotsRules
{
    /// <summary>The name of ours that groups are looked for by; also the <c>User-Agent</c> of every request.</summary>
    public const string ProductToken = "VectorCare";

    /// <summary>Bytes of a file that are read, as the RFC asks for at least.</summary>
    private const int MostBytes = 500 * 1024;

    /// <summary>Characters of our lines in all: every request is compared with all of them.</summary>
    private const int MostCharacters = 64 * 1024;

    private static readonly SearchValues<char> OfTokens = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    /// <summary>In place of more lines than are compared.</summary>
    private static readonly RobotsRule Everything = new(Allow: false, "/");

    /// <summary>Reads a file: the groups that name us, else those for everybody, else nothing.</summary>
    public static IReadOnlyList<RobotsRule> Read(ReadOnlySpan<byte> file)
    {
        var text = Encoding.UTF8.GetString(file[..Math.Min(file.Length, MostBytes)]).TrimStart('\uFEFF');
        List<RobotsRule> ours = [], everybodys = [];
        bool isNamed = false, forUs = false, forAll = false, inNames = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!TrySplit(line, out var key, out var value))
                continue;
            if (key.Equals("user-agent", StringComparison.OrdinalIgnoreCase))
            {
                (forUs, forAll) = inNames ? (forUs, forAll) : (false, false);
                forUs |= Token(value).Equals(ProductToken, StringComparison.OrdinalIgnoreCase);
                forAll |= value is "*";
                isNamed |= forUs;
                inNames = true;
            }
            else if (key.Equals("allow", StringComparison.OrdinalIgnoreCase) || key.Equals("disallow", StringComparison.OrdinalIgnoreCase))
            {
                inNames = false;
                // A line without a path says nothing.
                if (value.IsEmpty || !(forUs || forAll))
                    continue;
                var rule = new RobotsRule(key.Length == "allow".Length, RobotsPath.Normal(value));
                if (forUs)
                    ours.Add(rule);
                if (forAll)
                    everybodys.Add(rule);
            }
        }

        var rules = isNamed ? ours : everybodys;
        return rules.Sum(r => r.Path.Length) <= MostCharacters ? rules : [Everything];
    }

    /// <summary>Whether a path may be asked for: the longest line that fits decides, an equally long Allow before a Disallow.</summary>
    /// <param name="rules">The lines.</param>
    /// <param name="path">Path and query, with a leading slash.</param>
    public static bool Allow(IReadOnlyList<RobotsRule> rules, string path)
    {
        path = RobotsPath.Normal(path);
        if (path == "/robots.txt")
            return true;
        var (longest, allowed) = (-1, true);
        foreach (var rule in rules)
        {
            if (rule.Path.Length < longest || (rule.Path.Length == longest && allowed) || !RobotsPath.Fits(rule.Path, path))
                continue;
            (longest, allowed) = (rule.Path.Length, rule.Allow);
        }

        return allowed;
    }

    private static bool TrySplit(ReadOnlySpan<char> line, out ReadOnlySpan<char> key, out ReadOnlySpan<char> value)
    {
        line = line.IndexOf('#') is >= 0 and var comment ? line[..comment] : line;
        var colon = line.IndexOf(':');
        key = colon < 0 ? default : line[..colon].Trim();
        value = colon < 0 ? default : line[(colon + 1)..].Trim();
        return colon >= 0;
    }

    /// <summary>The name alone: some write its version behind it.</summary>
    private static ReadOnlySpan<char> Token(ReadOnlySpan<char> agent)
    {
        var end = agent.IndexOfAnyExcept(OfTokens);
        return end < 0 ? agent : agent[..end];
    }
}
