using System.Xml.Linq;

namespace CiReport;

/// <summary>Counts of all .trx files.</summary>
internal sealed record TestResults(int Passed, int Failed, int Skipped, IReadOnlyList<string> Failures, IReadOnlyList<KeyValuePair<string, int>> SkipReasons)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestResults Read(string folder)
    {
        var results = Directory.GetFiles(folder, "*.trx", SearchOption.AllDirectories)
            .SelectMany(f => XDocument.Load(f).Descendants(Trx + "UnitTestResult"))
            .Select(r => (Name: (string?)r.Attribute("testName") ?? "?", Outcome: (string?)r.Attribute("outcome"), Message: Message(r)))
            .ToList();
        var skipped = results.Where(r => r.Outcome == "NotExecuted").ToList();
        return new TestResults(
            results.Count(r => r.Outcome == "Passed"),
            results.Count(r => r.Outcome is not ("Passed" or "NotExecuted")),
            skipped.Count,
            [.. results.Where(r => r.Outcome is not ("Passed" or "NotExecuted")).Select(r => r.Name + ": " + r.Message)],
            [.. skipped.GroupBy(r => r.Message).Select(g => KeyValuePair.Create(g.Key, g.Count()))]);
    }

    private static string Message(XElement result) =>
        (result.Descendants(Trx + "Message").FirstOrDefault()?.Value ?? result.Descendants(Trx + "StdOut").FirstOrDefault()?.Value ?? "no reason given").Split('\n')[0].Trim();
}
