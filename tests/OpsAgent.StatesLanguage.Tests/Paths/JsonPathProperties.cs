using System.Text.Json.Nodes;
using FsCheck.Xunit;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Of any sequence of the tokens of paths.</summary>
public sealed class JsonPathProperties
{
    private static readonly string[] Tokens =
    [
        ".a", ".b", "['a']", "['a','b']", "[0]", "[-1]", "[0,1]", "[0:2]", "[-2:]", "[*]", ".*", "..a", "..*", ".length()",
        "[?(@.a)]", "[?(@.a == 1)]", "[?(!@.b && @.a > 0)]", "[?(@.a =~ /x.*/ || $.a)]", "..[?(@.b)]", "[?(@.b contains 'x')]",
        ".", "[", "]", "(", ")", "?", "'", "@", "$", " ", "\\",
    ];

    private static readonly JsonNode Data = JsonNode.Parse("""
        {"a":[{"a":1,"b":"x"},{"a":[1,2],"b":["x"]},null,3],"b":{"a":{"a":"xyz","b":[]},"b":0}}
        """)!;

    [Property(MaxTest = 5_000)]
    public bool AnyText_IsReadOrRefused_AndNeverThrows(byte[] tokens)
    {
        var path = Parse(tokens, Tokens.Length, out var problem);
        return path is null ? problem.Length > 0 : path.Read(Data) is var result && result.Found == (result.Problem is null);
    }

    [Property(MaxTest = 5_000)]
    public bool APath_ThatMaySelectSeveral_AlwaysAnswersAListOrAWrongKind(byte[] tokens) =>
        Parse(tokens, 20, out _) is not { IsDefinite: false } path
        || (path.Read(Data) is var result && (result.Found ? result.Value is JsonArray : result.IsMismatch));

    [Property(MaxTest = 5_000)]
    public bool AReferencePath_NeverSelectsSeveral_AndReadsTheSameInBrackets(byte[] tokens)
    {
        if (Parse(tokens, 5, out _) is not { IsReference: true } path)
        {
            return true;
        }

        var again = PathParser.Parse(path.Canonical(), out _)!;
        return path.IsDefinite && JsonNode.DeepEquals(path.Read(Data).Value, again.Read(Data).Value) && path.Read(Data).Found == again.Read(Data).Found;
    }

    [Property(MaxTest = 2_000)]
    public bool Reading_NeverChangesTheData(byte[] tokens)
    {
        var before = Data.ToJsonText();
        _ = Parse(tokens, 20, out _)?.Read(Data);
        return Data.ToJsonText() == before;
    }

    private static JsonPath? Parse(byte[] tokens, int count, out string problem) =>
        PathParser.Parse("$" + string.Concat(tokens.Take(6).Select(token => Tokens[token % count])), out problem);
}
