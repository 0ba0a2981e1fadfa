using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The value at a path, which may be JSON null, or the error message of a path without a value.</summary>
internal readonly record struct PathResult
{
    private PathResult(JsonNode? value, string? problem)
    {
        Value = value;
        Problem = problem;
    }

    public JsonNode? Value { get; }

    public string? Problem { get; }

    /// <summary>The last step is an index beyond the end of an array that exists.</summary>
    public bool IsIndexOutOfRange { get; private init; }

    /// <summary>A value on the way is of a kind that its step cannot be applied to.</summary>
    public bool IsMismatch { get; private init; }

    public bool Found => Problem is null;

    public static PathResult FromValue(JsonNode? value) => new(value, null);

    public static PathResult Missing(string problem, bool isIndexOutOfRange = false) => new(null, problem) { IsIndexOutOfRange = isIndexOutOfRange };

    public static PathResult Mismatch(string problem) => new(null, problem) { IsMismatch = true };
}
