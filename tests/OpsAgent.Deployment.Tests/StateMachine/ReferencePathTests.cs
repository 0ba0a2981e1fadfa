using System.Text.RegularExpressions;

namespace OpsAgent.Deployment.Tests.StateMachine;

/// <summary>Engines differ in the rest of JSONPath: docs/decisions/0002.</summary>
public sealed partial class ReferencePathTests
{
    [Fact]
    public void Definition_HasReferencePathsAlone()
    {
        var paths = QuotedPath().Matches(Definition.Text()).Select(match => match.Groups["path"].Value).ToArray();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Matches(ReferencePath(), path));
    }

    [GeneratedRegex("\"(?<path>\\$(?!\\{)[^\"]*)\"")]
    private static partial Regex QuotedPath();

    [GeneratedRegex(@"^\$\$?(\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\])*$")]
    private static partial Regex ReferencePath();
}
