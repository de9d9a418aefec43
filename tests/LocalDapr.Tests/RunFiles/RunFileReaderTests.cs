using LocalDapr.Resources;
using LocalDapr.RunFiles;

namespace LocalDapr.Tests.RunFiles;

public sealed class RunFileReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_CommonAndAppSettings_AppWinsAndPathsAreAbsolute()
    {
        Directory.CreateDirectory(_folder.At("a/own"));
        Directory.CreateDirectory(_folder.At("b/.dapr/resources"));
        Directory.CreateDirectory(_folder.At("c"));

        var file = Read("""
            version: 1
            name: demo
            common:
              resourcesPath: ./shared
              configFilePath: ./config.yaml
              appLogDestination: file
              maxBodySize: 8Mi
              env: {A: common, B: common}
            apps:
              - appID: first
                appDirPath: ./a
                resourcesPaths: [own]
                appPort: 7001
                daprHTTPPort: 7002
                command: ["sh", "-c", "true"]
                env: {B: own}
              - appDirPath: b
                appLogDestination: console
              - appDirPath: c/
            """);

        var (first, second, third) = (file.Apps[0], file.Apps[1], file.Apps[2]);
        Assert.Equal("demo", file.Name);
        Assert.Equal([_folder.At("a/own")], first.ResourcesPaths);
        Assert.Equal([_folder.At("b/.dapr/resources")], second.ResourcesPaths);
        Assert.Equal([_folder.At("shared")], third.ResourcesPaths);
        Assert.Equal(_folder.At("config.yaml"), second.ConfigPath);
        Assert.Equal(["first", "b", "c"], file.Apps.Select(a => a.AppId));
        Assert.Equal(new Dictionary<string, string> { ["A"] = "common", ["B"] = "own" }, first.Environment);
        Assert.Equal((7001, 7002, 0), (first.AppPort, first.HttpPort, first.GrpcPort));
        Assert.Equal(["sh", "-c", "true"], first.Command);
        Assert.Equal(8 * 1024 * 1024, first.MaxBodyBytes);
        Assert.Equal([LogDestination.File, LogDestination.Console, LogDestination.File], file.Apps.Select(a => a.LogDestination));
    }

    [Fact]
    public void Read_ManyMistakes_AllAreFoundWithTheirLines()
    {
        Directory.CreateDirectory(_folder.At("app"));

        var error = Assert.Throws<InvalidFilesException>(() => Read("""
            common:
              resourcePath: ./x
              appLogDestination: screen
            apps:
              - appID: one
                appDirPath: ./apq
                appPort: 99999
                comand: [sh]
              - appID: one
                appDirPath: app
                daprHTTPPort: ten
                maxBodySize: big
              - appPort: 7001
                daprGRPCPort: 7001
            """));

        var found = error.Findings.Select(f => (f.Line, f.Message)).ToList();
        Assert.All(found, f => Assert.True(f.Line > 0));
        foreach (var (line, text) in new[]
        {
            (1, "the run file needs 'version: 1'"),
            (2, "unknown key 'resourcePath' in common. Did you mean 'resourcesPath'?"),
            (6, "does not exist. Did you mean 'app'?"),
            (7, "appPort 99999 of app 'one' is not a port"),
            (8, "unknown key 'comand' in app 'one'. Did you mean 'command'?"),
            (9, "app id 'one' is used twice"),
            (11, "which is not a whole number"),
            (12, "maxBodySize 'big'"),
            (13, "needs 'appDirPath'"),
            (13, "port 7001 is used as appPort of"),
        })
        {
            Assert.Contains(found, f => f.Line == line && f.Message.Contains(text, StringComparison.Ordinal));
        }

        Assert.Contains(found, f => f.Message.Contains("appLogDestination 'screen' is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NoFile_SaysWhatToName()
    {
        var findings = new Findings(lenient: false);

        Assert.Null(RunFileReader.Read(_folder.At("nowhere.yaml"), findings));

        Assert.Contains("there is no such run file", Assert.Single(findings.All).Message, StringComparison.Ordinal);
    }

    private RunFile Read(string text)
    {
        File.WriteAllText(_folder.At("dapr.yaml"), text);
        var findings = new Findings(lenient: false);
        var file = RunFileReader.Read(_folder.Path, findings);
        findings.ThrowOnErrors();
        return file!;
    }
}
