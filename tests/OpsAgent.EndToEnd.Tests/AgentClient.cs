using System.Text;
using System.Text.Json;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>What curl does in the README.</summary>
internal sealed class AgentClient : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="ready">The content of the ready file.</param>
    public AgentClient(JsonElement ready)
    {
        _client = new HttpClient { BaseAddress = new Uri(ready.GetProperty("url").GetString()!) };
        _client.DefaultRequestHeaders.Add("X-API-Key", ready.GetProperty("api_key").GetString());
    }

    public Task<JsonDocument> ProposeRebootAsync(string user) => PostAsync(
        "/operations/reboot_ec2",
        $$"""{"instance_id":"i-0a1b2c3d4e5f60002","reason":"Instance check fails, application hangs","user_id":"{{user}}"}""");

    public Task<JsonDocument> ApproveAsync(string token, string user) => PostAsync(
        "/operations/approve",
        $$$"""{"operation":"approve_action","parameters":{"approval_token":"{{{token}}}"},"user_context":{"user_id":"{{{user}}}"}}""");

    public void Dispose() => _client.Dispose();

    private async Task<JsonDocument> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }
}
