using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>What a path named: a value (which may be JSON null), or nothing and why.</summary>
internal readonly record struct PathResult
{
    private PathResult(JsonNode? value, string? problem, bool pastTheEnd)
    {
        Value = value;
        Problem = problem;
        PastTheEnd = pastTheEnd;
    }

    public JsonNode? Value { get; }

    public string? Problem { get; }

    /// <summary>The last step is an index beyond the end of an array that exists.</summary>
    public bool PastTheEnd { get; }

    public bool Found => Problem is null;

    public static PathResult Of(JsonNode? value) => new(value, null, false);

    public static PathResult Missing(string problem, bool pastTheEnd = false) => new(null, problem, pastTheEnd);
}
