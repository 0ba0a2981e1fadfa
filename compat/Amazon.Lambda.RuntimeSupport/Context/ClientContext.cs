using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Context;

internal sealed class ClientContext : IClientContext
{
    public IDictionary<string, string> Environment { get; private init; }

    public IClientApplication Client { get; private init; }

    public IDictionary<string, string> Custom { get; private init; }

    public static ClientContext Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return new ClientContext
        {
            Environment = Texts(document.RootElement, "env"),
            Client = document.RootElement.TryGetProperty("client", out var client) ? ClientApplication.Read(client) : null,
            Custom = Texts(document.RootElement, "custom"),
        };
    }

    private static Dictionary<string, string> Texts(JsonElement json, string name)
    {
        Dictionary<string, string> read = [];
        if (json.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in map.EnumerateObject())
            {
                read[entry.Name] = entry.Value.ToString();
            }
        }

        return read;
    }
}
