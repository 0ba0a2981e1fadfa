using System.Reflection;

using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>
/// An operation is told in its service's folder, and its words in the language files: no other source file names it, so that adding
/// one is adding a file.
/// </summary>
public sealed class OperationNamesTests
{
    // The one list of them.
    private const string List = "OpsAgent.Core/Operations/OperationCatalog.cs";

    // The words of each, by its name.
    private const string Languages = "OpsAgent.Chat/Languages/";

    // The page that the console opens with asks for it.
    private const string OpeningPage = "OpsAgent.Console/js/overview.js";

    // Procedures in words, which say which tools to use in which order.
    private const string Procedures = "OpsAgent.Functions/Api/Mcp/McpPrompts.cs";

    private static readonly string Source = Path.Combine(
        typeof(OperationNamesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepoRoot").Value!, "src");

    private static readonly string[] Extensions = [".cs", ".csproj", ".js", ".css", ".html", ".json", ".jsonl", ".yaml"];

    public static TheoryData<string> Names => [.. OperationCatalog.Default.Operations.Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Source_OutsideTheOperationsFolder_DoesNotNameIt(string name)
    {
        var operation = OperationCatalog.Default.Operations.First(o => o.Name == name);
        var type = operation.GetType();
        var folder = $"OpsAgent.Core/Operations/{type.Namespace![(type.Namespace!.LastIndexOf('.') + 1)..]}/";

        var naming = Files().Where(f => Contains(f, type.Name) || Contains(f, name)).ToList();

        Assert.Equal([List], naming.Where(f => !f.StartsWith(folder, StringComparison.Ordinal) && !f.StartsWith(Languages, StringComparison.Ordinal) && f != Procedures && !(name == "get_overview" && f == OpeningPage)));
        Assert.Contains($"{folder}{type.Name}.cs", naming);
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories)
        .Where(f => Extensions.Contains(Path.GetExtension(f)))
        .Select(f => Path.GetRelativePath(Source, f).Replace('\\', '/'));

    private static bool Contains(string file, string text) => File.ReadAllText(Path.Combine(Source, file)).Contains(text, StringComparison.Ordinal);
}
