using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OpsAgent.Deployment.Tests;

/// <summary>Where packages come from, and that each of the product's is held to one version and one content.</summary>
public sealed partial class SupplyChainTests
{
    public static TheoryData<string> Projects => [.. Directory.GetFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Lock_OfAProject_HoldsEveryPackageToAContent(string project)
    {
        var packages = await LockedAsync(project);
        Assert.NotEmpty(packages);
        Assert.All(packages, p => Assert.True(p.Hash is { Length: 88 }, $"{p.Name} has no content hash"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Lock_OfAProject_HasTheVersionsThatTheRepositoryNames(string project)
    {
        var central = XDocument.Load(Repository.PathTo("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value.Trim('[', ']'), StringComparer.OrdinalIgnoreCase);
        Assert.All((await LockedAsync(project)).Where(p => central.ContainsKey(p.Name)), p => Assert.Equal((p.Name, central[p.Name]), (p.Name, p.Version)));
    }

    [Fact]
    public async Task Lock_OfTheBinary_HoldsWhatItIsPublishedFor()
    {
        var locked = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathTo("src", "OpsAgent.Bootstrap", "packages.lock.json")))!["dependencies"]!.AsObject();
        Assert.Equal(["net10.0", "net10.0/linux-arm64", "net10.0/linux-x64"], locked.Select(t => t.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sources_OfEveryPackage_AreOneByItsPrefix_AndNoHostIsNamed()
    {
        var text = await File.ReadAllTextAsync(Repository.PathTo("nuget.config"));
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        var source = Assert.Single(XDocument.Parse(text).Descendants("packageSource"));
        Assert.Equal("nuget.org", source.Attribute("key")!.Value);
        var patterns = source.Elements("package").Select(p => p.Attribute("pattern")!.Value).ToList();
        Assert.DoesNotContain("*", patterns);
        var names = new List<string>();
        foreach (var project in Projects)
        {
            names.AddRange((await LockedAsync(project.Data)).Select(p => p.Name));
        }

        names.AddRange(XDocument.Load(Repository.PathTo("Directory.Packages.props")).Descendants("PackageVersion").Select(p => p.Attribute("Include")!.Value));
        Assert.All(names, name => Assert.True(patterns.Any(p => Matches(p, name)), $"{name} has no source"));
        Assert.DoesNotContain(patterns, p => Matches(p, "OpsAgent.Core"));
    }

    // The workflow makes the file if it is missing, and builds are held to it from then on.
    [Fact]
    public async Task Image_OfTheBuild_IsHeldByDigestWhereItIsKnown()
    {
        var file = Repository.PathTo(".ci", "build-images");
        Assert.All(File.Exists(file) ? await File.ReadAllLinesAsync(file) : [], line => Assert.Matches(Image(), line));
        var script = await File.ReadAllTextAsync(Repository.PathTo("scripts", "build-lambda.sh"));
        Assert.Contains("sed -n \"s/^$architecture //p\" .ci/build-images", script, StringComparison.Ordinal);
        // What the container leaves in the repository is the user's own.
        Assert.Contains("--user \"$(id -u):$(id -g)\"", script, StringComparison.Ordinal);
        Assert.Contains(".ci/lock --missing", await File.ReadAllTextAsync(Repository.PathTo(".github", "workflows", "pull-request.yml")), StringComparison.Ordinal);
    }

    private static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase);

    private static async Task<IReadOnlyList<(string Name, string Version, string? Hash)>> LockedAsync(string project)
    {
        var targets = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathTo("src", project, "packages.lock.json")))!["dependencies"]!.AsObject();
        return
        [
            .. targets.SelectMany(t => t.Value!.AsObject())
                .Where(p => p.Value!["type"]!.GetValue<string>() != "Project")
                .Select(p => (p.Key, p.Value!["resolved"]!.GetValue<string>(), p.Value!["contentHash"]?.GetValue<string>())),
        ];
    }

    [GeneratedRegex("^(x86_64|arm64) public\\.ecr\\.aws/sam/build-dotnet10@sha256:[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
