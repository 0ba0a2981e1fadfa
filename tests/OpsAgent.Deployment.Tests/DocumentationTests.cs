using System.Text.RegularExpressions;

namespace OpsAgent.Deployment.Tests;

/// <summary>The documents lead to what exists.</summary>
public sealed partial class DocumentationTests
{
    private const int MaxWords = 25;

    private static readonly string Architecture = File.ReadAllText(Repository.PathTo("docs", "architecture.md"));

    public static TheoryData<string> Documents =>
    [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
        .. Directory.GetFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.PathTo(), f)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_InADocument_LeadSomewhere(string document) => Assert.Empty(Broken(document, File.ReadAllText(Repository.PathTo(document))));

    [Theory]
    [InlineData("[a](CHANGELOG.md)", true)]
    [InlineData("[a](README.md#five-minutes)", true)]
    [InlineData("[a](https://example.com/x)", true)]
    [InlineData("[a](NOWHERE.md)", false)]
    [InlineData("![a](docs/images/none.png)", false)]
    [InlineData("[a](README.md#six-minutes)", false)]
    public void Links_OfAnyKind_AreJudged(string text, bool isFine) => Assert.Equal(isFine, !Broken("README.md", text).Any());

    [Theory]
    [InlineData("docs/guide-coverage.md")]
    [InlineData("docs/security.md")]
    [InlineData("docs/identity-providers.md")]
    public async Task Tests_ThatADocumentNames_Exist(string document)
    {
        var files = Directory.GetFiles(Repository.PathTo("tests"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        var source = string.Concat(await Task.WhenAll(files.Select(f => File.ReadAllTextAsync(f))));
        var named = CodeSpan().Matches(await File.ReadAllTextAsync(Repository.PathTo(document))).Select(m => TestName().Match(m.Groups[1].Value)).Where(m => m.Success).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, m => Assert.Contains($"class {m.Groups["type"].Value}", source, StringComparison.Ordinal));
        Assert.All(named.Where(m => m.Groups["method"].Success), m => Assert.Contains($" {m.Groups["method"].Value}{(m.Value.EndsWith('*') ? string.Empty : "(")}", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Architecture_Paths_Exist()
    {
        var paths = CodeSpan().Matches(Architecture).Select(m => m.Groups[1].Value).Where(IsPath).Distinct().ToList();

        Assert.InRange(paths.Count, 50, 200);
        Assert.All(paths, p => Assert.True(Exists(p), p));
    }

    [Theory]
    [InlineData("Core/Approvals/Proposer.cs", true)]
    [InlineData("src/OpsAgent.Core/Approvals/Proposer.cs", true)]
    [InlineData("Core/Operations/", true)]
    [InlineData("Core/Approvals/Nobody.cs", false)]
    public void Paths_OfAnyKind_AreJudged(string path, bool exists) => Assert.Equal((true, exists), (IsPath(path), Exists(path)));

    [Fact]
    public void Architecture_Arrows_AreTheProjectReferences() => Assert.Equal(
        Directory.GetFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(f => Reference().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileNameWithoutExtension(f)["OpsAgent.".Length..]} --> {m.Groups[1].Value}"))
            .Order(StringComparer.Ordinal),
        Arrow().Matches(Architecture).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Architecture_Glossary_IsShort()
    {
        var rows = Architecture.Split("## Words")[1].Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)) - 1;

        Assert.InRange(rows, 10, MaxWords);
    }

    // A route begins with a slash and is no path.
    private static bool IsPath(string span) => FileOrFolder().IsMatch(span);

    private static bool Exists(string path)
    {
        var full = Repository.PathTo(path.StartsWith("src/", StringComparison.Ordinal) ? path : $"src/OpsAgent.{path}");
        return path.EndsWith('/') ? Directory.Exists(full) : File.Exists(full);
    }

    private static IEnumerable<string> Broken(string document, string text) => Link().Matches(CodeSpan().Replace(text, string.Empty)).Select(m => m.Groups[1].Value).Where(link => !LeadsSomewhere(document, link));

    private static bool LeadsSomewhere(string document, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var parts = link.Split('#', 2);
        var file = parts[0].Length == 0 ? Repository.PathTo(document) : Path.Combine(Path.GetDirectoryName(Repository.PathTo(document))!, parts[0]);
        return (File.Exists(file) || Directory.Exists(file)) && (parts.Length == 1 || Heading().Matches(File.ReadAllText(file)).Any(m => Anchor(m.Groups[1].Value) == parts[1]));
    }

    // As GitHub makes it of a heading.
    private static string Anchor(string heading) => new([.. heading.Trim().ToLowerInvariant().Replace(' ', '-').Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')]);

    [GeneratedRegex(@"^(?<type>[A-Z]\w+(Tests|Contract))(\.(?<method>\w+)\*?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TestName();

    [GeneratedRegex("`([^`\n]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^[A-Za-z][\w./-]*/[\w.-]*(\.[a-z]+|/)$|^[A-Z]\w*/$", RegexOptions.CultureInvariant)]
    private static partial Regex FileOrFolder();

    [GeneratedRegex(@"\]\(([^()[\]{}\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"^  (\w+ --> \w+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"ProjectReference Include=""[^""]*/OpsAgent\.(\w+)\.csproj""", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
