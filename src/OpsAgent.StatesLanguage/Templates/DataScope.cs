using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>What paths can see: the data (<c>$</c>) and the context object (<c>$$</c>), which is built only when a path asks for it.</summary>
internal sealed class DataScope(JsonNode? data, Func<JsonObject> context)
{
    private JsonObject? _context;

    public JsonNode? Data { get; } = data;

    private JsonObject Context => _context ??= context();

    public DataScope Over(JsonNode? other) => new(other, () => Context);

    public JsonNode? RootOf(JsonPath path) => path.OfContext ? Context : Data;

    public PathResult Read(JsonPath path) => path.Read(RootOf(path));
}
