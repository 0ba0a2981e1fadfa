using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>Requests to moto for which no client is referenced. It reads the service from the signature's scope and verifies nothing.</summary>
internal sealed class RawAws(Uri url) : IDisposable
{
    private readonly HttpClient _http = new();

    public async Task<JsonNode> JsonAsync(string service, string target, JsonObject body) =>
        JsonNode.Parse(await SendAsync(HttpMethod.Post, "/", service, target, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1")))!;

    public Task<string> FormAsync(string service, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, "/", service, null, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <returns>False with the answer of a request that failed.</returns>
    public async Task<(bool Succeeded, string Answer)> TryFormAsync(string service, params (string Name, string Value)[] fields)
    {
        using var response = await RespondAsync(HttpMethod.Post, "/", service, null, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<string> GetAsync(string service, string path) => SendAsync(HttpMethod.Get, path, service, null, null);

    public Task<string> PutAsync(string service, string path, string body) => SendAsync(HttpMethod.Put, path, service, null, new StringContent(body));

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, string service, string? target, HttpContent? content)
    {
        using var response = await RespondAsync(method, path, service, target, content);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{service} {target} {path}: {answer}");
        return answer;
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpMethod method, string path, string service, string? target, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=AKIAFAKEFAKEFAKEFAKE/20260121/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        return await _http.SendAsync(request);
    }
}
