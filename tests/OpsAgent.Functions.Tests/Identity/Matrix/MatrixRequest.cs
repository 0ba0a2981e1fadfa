using System.Text.Json.Nodes;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>One request of the matrix, before it becomes an event or HTTP.</summary>
internal sealed record MatrixRequest(string Method, string Path)
{
    public Dictionary<string, string> Headers { get; } = [];

    public Dictionary<string, string> Query { get; init; } = [];

    public JsonObject? Body { get; init; }
}
