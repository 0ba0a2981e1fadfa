using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>The functions behind an Invoke API.</summary>
internal sealed class LambdaInvoker(HttpClient client, Uri endpoint)
{
    /// <returns>What the function answers, or with <c>IsError</c> what it threw.</returns>
    public async Task<(JsonNode Answer, bool IsError)> InvokeAsync(string function, JsonObject input)
    {
        using var content = new StringContent(input.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(endpoint, $"/2015-03-31/functions/{function}/invocations"), content);
        response.EnsureSuccessStatusCode();
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync())!, response.Headers.Contains("X-Amz-Function-Error"));
    }
}
