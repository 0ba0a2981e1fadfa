using System.Text.Json;

namespace OpsAgent.Local.Tests.Kit;

internal sealed record Answer(int Status, string Body, JsonElement Json)
{
    public string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.ToString() : null;

    public bool Success => Json.GetProperty("success").GetBoolean();

    public string? ErrorCode => Json.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    public IReadOnlyList<string> Timeline() => [.. Json.GetProperty("timeline").EnumerateArray().Select(e => e.GetProperty("event_type").GetString()!)];

    public IReadOnlyList<string> Path() =>
        [.. Json.GetProperty("workflow").GetProperty("path").EnumerateArray().Select(e => e.GetProperty("state").GetString()!)];
}
