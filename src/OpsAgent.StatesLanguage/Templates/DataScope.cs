using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>What paths refer to: the data (<c>$</c>) and the Context Object (<c>$$</c>), which is created on first use.</summary>
internal sealed class DataScope(JsonNode? data, Func<JsonObject> context)
{
    private JsonObject? _context;

    public JsonNode? Data { get; } = data;

    private JsonObject Context => _context ??= context();

    public DataScope WithData(JsonNode? newData) => new(newData, () => Context);

    public JsonNode? RootOf(JsonPath path) => path.IsContextPath ? Context : Data;

    public PathResult Read(JsonPath path) => path.Read(RootOf(path));
}
