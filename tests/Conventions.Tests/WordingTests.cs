using System.Text.RegularExpressions;

namespace Conventions.Tests;

public sealed partial class WordingTests
{
    [Fact]
    public void Names_FilesAndFolders_SayWhatTheyAreFor() =>
        Assert.DoesNotContain(SourceFiles.All, f => VagueName().IsMatch(f.Path));

    [Fact]
    public void Code_Anywhere_LeavesNothingOpen() =>
        Assert.Empty(Matches(SourceFiles.All, OpenEnd(), except: "tests/Conventions.Tests/"));

    [Fact]
    public void Tests_Anywhere_WaitOnEventsNotOnTime() =>
        Assert.Empty(Matches(SourceFiles.All.Where(f => f.Path.StartsWith("tests/", StringComparison.Ordinal)), Sleep(), except: "tests/Conventions.Tests/"));

    [Fact]
    public void Production_Anywhere_TakesTheTimeFromTimeProvider() =>
        Assert.Empty(Matches(SourceFiles.Production, Clock(), except: "eng/"));

    [Fact]
    public void Logs_Templates_NameNoPatientData() =>
        Assert.Empty(Matches(SourceFiles.Production.Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal)), PatientInLog(), except: "-"));

    private static IEnumerable<string> Matches(IEnumerable<SourceFile> files, Regex pattern, string except) =>
        files.Where(f => !f.Path.StartsWith(except, StringComparison.Ordinal))
            .SelectMany(f => f.Lines.Index().Where(l => pattern.IsMatch(l.Item)).Select(l => $"{f.Path}:{l.Index + 1}: {l.Item.Trim()}"));

    [GeneratedRegex(@"(^|/)(Utils?|Helpers?|Common|Misc)(/|\.cs$)|(Util|Utils|Helper|Helpers|Manager)\.cs$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(\d")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"Message = ""[^""]*\{(Patient|PatientId|PortalRef|Name|Serial|Mrn|Body|Event)\}")]
    private static partial Regex PatientInLog();
}
