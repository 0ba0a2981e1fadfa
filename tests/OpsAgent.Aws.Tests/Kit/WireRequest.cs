using System.Collections.Specialized;
using System.Text.Json;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>What an <see cref="ExecutorWire"/> got.</summary>
internal sealed record WireRequest(NameValueCollection Headers, string Body)
{
    public string Operation => Headers["X-Amz-Target"] is { } target ? target.Split('.')[^1] : this["Action"] ?? string.Empty;

    /// <summary>Whose key signed it.</summary>
    public string AccessKey => Headers["Authorization"]!.Split("Credential=")[1].Split('/')[0];

    /// <summary>A field of the form, decoded.</summary>
    public string? this[string field] => Body.Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair[0] == field && pair.Length == 2)
        .Select(pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')))
        .SingleOrDefault();

    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }
}
