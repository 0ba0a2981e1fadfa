using System.Diagnostics;
using System.Reflection;

using Amazon.ECS;

using OpsAgent.Compat.Tests.Support;
using OpsAgent.TestKit;

namespace OpsAgent.Compat.Tests;

/// <summary>
/// The source compiles with all public type names of the published packages, of which the stand-ins have only a few. Otherwise a
/// name conflict would first fail in a deployment's build.
/// </summary>
public sealed class PublishedNamesTests(PublishedNamesTests.Folder folder) : IClassFixture<PublishedNamesTests.Folder>
{
    private static readonly string Root = typeof(PublishedNamesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;
    private readonly string _artifacts = folder.Path;

    /// <summary>What the builds of the tests make, one after the other: each has of the one before what is the same.</summary>
    public sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("published-names-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    // Bootstrap, Cli and the auditor's verifier, with what they need, are what is deployed or run: all of src.
    [Fact]
    public async Task Source_WithEveryPublishedName_Compiles()
    {
        foreach (var project in new[] { "src/OpsAgent.Bootstrap", "src/OpsAgent.Cli", "src/OpsAgent.AuditVerifier" })
        {
            var (exitCode, output) = await BuildAsync(project);
            Assert.True(exitCode == 0, output);
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension)
            .Except(Directory.EnumerateDirectories(Path.Combine(_artifacts, "obj")).Select(Path.GetFileName)));
        Assert.Contains("public class Task ", await File.ReadAllTextAsync(Path.Combine(_artifacts, "obj/AWSSDK.ECS/debug/PublishedNames.cs")), StringComparison.Ordinal);
    }

    // The tests too, which a deployment does not build: in .ci/full.
    [Fact(Explicit = true)]
    public async Task Solution_WithEveryPublishedName_Compiles()
    {
        // The targets of Microsoft.Playwright call it.
        ExternalTool.Require("sh");
        var (exitCode, output) = await BuildAsync("OpsAgent.sln");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Source_WithANameThatClashes_DoesNotCompile()
    {
        var (exitCode, output) = await BuildAsync("src/OpsAgent.Aws", "-p:NamesToPlant=Amazon.ECS.Model.IEcsServices");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error CS0104: 'IEcsServices'", output, StringComparison.Ordinal);
    }

    [Fact]
    public void StandIns_InAllTheirTypes_AreListedAsPublished()
    {
        Assert.SkipUnless(StandIn.Is(typeof(IAmazonECS).Assembly), "the published packages are referenced here");
        var listed = File.ReadLines(Path.Combine(Root, "compat/published-types.txt")).ToHashSet();
        var types = SurfaceTests.Packages.SelectMany(row => Assembly.Load(row.Data).GetExportedTypes()).Where(type => !type.IsNested && type.Namespace!.StartsWith("Amazon.", StringComparison.Ordinal));

        Assert.Empty(types.Select(type => type.FullName!).Except(listed));
    }

    private async Task<(int ExitCode, string Output)> BuildAsync(string project, params string[] properties)
    {
        string[] arguments = ["build", Path.Combine(Root, project), "-nodeReuse:false", "-p:AwsPackages=stand-ins", "-p:PublishedNames=true", "-p:Analyze=false", $"-p:ArtifactsPath={_artifacts}", .. properties];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, output);
    }
}
