using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

using Amazon.Runtime;
using Amazon.SecurityToken.Model;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>
/// An AWS account of moto with nothing in it, for one test: moto knows by the key of an assumed role which account is
/// meant. Makes the calls, too, for which the stand-ins have no client.
/// </summary>
internal sealed class MotoAccount : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static int s_last;

    private readonly Credentials _key;
    private readonly Uri _moto;
    private readonly List<FaultyAws> _faulty = [];

    private MotoAccount(Credentials key, Uri moto)
    {
        (_key, _moto) = (key, moto);
        Clients = ClientsAt(moto, AwsTimeouts.Standard);
    }

    public AwsClients Clients { get; }

    public static async Task<MotoAccount> OpenAsync(Moto moto)
    {
        var number = (200_000_000_000 + Interlocked.Increment(ref s_last)).ToString(CultureInfo.InvariantCulture);
        var assumed = await moto.Clients.Sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = $"arn:aws:iam::{number}:role/test", RoleSessionName = "test" });
        return new MotoAccount(assumed.Credentials, moto.Url);
    }

    /// <returns>Clients of this account at another address than moto's.</returns>
    public AwsClients ClientsAt(Uri url, AwsTimeouts timing) => new(timing, new SessionAWSCredentials(_key.AccessKeyId, _key.SecretAccessKey, _key.SessionToken), url);

    /// <returns>Clients of this account, for which one operation fails in one of the ways of <see cref="WireFault"/>.</returns>
    public async Task<AwsClients> FailingAsync(string action, string kind, AwsTimeouts? timing = null)
    {
        var faulty = await FaultyAws.StartAsync(_moto, action.Split(':')[1], kind);
        _faulty.Add(faulty);
        return ClientsAt(faulty.Url, timing ?? AwsTimeouts.SingleAttempt);
    }

    /// <summary>A call in the query protocol. moto reads the service from the signature's scope and verifies nothing.</summary>
    /// <param name="form">Its fields by name and value, in turn.</param>
    public async Task<XDocument> QueryAsync(string service, string version, string operation, params string[] form)
    {
        var fields = form.Chunk(2).Select(f => new KeyValuePair<string, string>(f[0], f[1])).Prepend(new("Version", version)).Prepend(new("Action", operation));
        return XDocument.Parse(await SendAsync(service, null, new FormUrlEncodedContent(fields)));
    }

    /// <inheritdoc cref="QueryAsync"/>
    public Task JsonAsync(string service, string target, string body) =>
        SendAsync(service, target, new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1"));

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        foreach (var faulty in _faulty)
        {
            await faulty.DisposeAsync();
        }
    }

    private async Task<string> SendAsync(string service, string? target, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _moto) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential={_key.AccessKeyId}/20260121/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }
}
