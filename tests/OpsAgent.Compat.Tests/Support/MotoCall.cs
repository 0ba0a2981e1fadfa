using System.Net.Http.Headers;
using System.Text;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Calls to moto for which there is no client; moto reads the service from the signature's scope and verifies nothing.</summary>
internal static class MotoCall
{
    private static readonly HttpClient Http = new();

    public static Task<string> JsonAsync(Uri moto, string service, string target, string body, CancellationToken cancellation) =>
        SendAsync(moto, service, target, new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1"), cancellation);

    public static Task<string> FormAsync(Uri moto, string service, string form, CancellationToken cancellation) =>
        SendAsync(moto, service, null, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), cancellation);

    private static async Task<string> SendAsync(Uri moto, string service, string? target, HttpContent content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, moto) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256",
            $"Credential={FakeCredentials.AccessKey}/20260121/{FakeCredentials.Region}/{service}/aws4_request, SignedHeaders=host, Signature=none");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        using var response = await Http.SendAsync(request, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }
}
