using System.Diagnostics;
using System.Text.Json.Nodes;
using PublicApiGenerator;
using VectorCare.TestKit;

namespace Dapr.Workflow.Tests.Api;

public sealed class PublicApiTests
{
    private static readonly string Approved = RepositoryPaths.At("tests", "Dapr.Workflow.Tests", "Api", "Dapr.Workflow.approved.txt");

    /// <summary>The listing to hold against the official package's. <c>VECTORCARE_APPROVE_API=1</c> writes it anew.</summary>
    [Fact]
    public async Task PublicApi_OfTheSdk_IsTheApprovedOne()
    {
        var listing = typeof(DaprWorkflowClient).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("VECTORCARE_APPROVE_API") == "1")
            await File.WriteAllTextAsync(Approved, listing, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Approved, TestContext.Current.CancellationToken), listing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseOfficialDaprWorkflow_OfAProject_SwapsThePackageIn(bool official)
    {
        var project = RepositoryPaths.At("tests", "Dapr.Workflow.Tests", "Dapr.Workflow.Tests.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PackageReference", "-getItem:ProjectReference", "-getProperty:NuGetLockFilePath", $"-p:UseOfficialDaprWorkflow={official}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var evaluation = Process.Start(start)!;
        var answer = JsonNode.Parse(await evaluation.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!;
        await evaluation.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(official, Items("PackageReference").Contains("Dapr.Workflow", StringComparer.Ordinal));
        Assert.Equal(!official, Items("ProjectReference").Any(item => item.EndsWith("Dapr.Workflow.csproj", StringComparison.Ordinal)));
        Assert.Equal(official, ((string)answer["Properties"]!["NuGetLockFilePath"]!).EndsWith("packages.official.lock.json", StringComparison.Ordinal));

        IEnumerable<string> Items(string kind) => answer["Items"]![kind]!.AsArray().Select(item => (string)item!["Identity"]!);
    }
}
