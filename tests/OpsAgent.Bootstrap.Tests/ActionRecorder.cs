using System.Text.RegularExpressions;

using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Bootstrap.Tests;

/// <summary>Stands between the binary and AWS, passes everything on and writes down which action of which service was called.</summary>
internal sealed partial class ActionRecorder : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri aws;
    private readonly FakeService service;
    private readonly SortedSet<string> actions = new(StringComparer.Ordinal);

    public ActionRecorder(Uri aws) => (this.aws, service) = (aws, new FakeService(PassOn));

    public Uri Address => service.Address;

    /// <summary>The actions since the last time that this was asked.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (actions)
        {
            string[] taken = [.. actions];
            actions.Clear();
            return taken;
        }
    }

    public void Dispose()
    {
        service.Dispose();
        http.Dispose();
    }

    private Answer PassOn(Received received)
    {
        lock (actions)
        {
            actions.Add($"{ServiceOf(received)}:{ActionOf(received)}");
        }

        using var request = new HttpRequestMessage(new HttpMethod(received.Method), new Uri(aws, received.Path)) { Content = new StringContent(received.Body) };
        request.Content.Headers.Remove("Content-Type");
        foreach (var name in received.Headers.AllKeys.OfType<string>().Where(n => n is not "Host" and not "Content-Length" and not "Transfer-Encoding"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, received.Headers[name]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, received.Headers[name]);
            }
        }

        using var response = http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return new Answer((int)response.StatusCode, reader.ReadToEnd(), ("x-amzn-RequestId", "request-1"));
    }

    // The signature says for which service it is; IAM calls CloudWatch by another name than the signature.
    private static string ServiceOf(Received received) => Scope().Match(received["Authorization"] ?? string.Empty).Groups[1].Value switch
    {
        "monitoring" => "cloudwatch",
        var name => name,
    };

    private static string ActionOf(Received received) => received["X-Amz-Target"] is { } target
        ? target[(target.LastIndexOf('.') + 1)..]
        : Form().Match(received.Body).Groups[1].Value;

    [GeneratedRegex("Credential=[^/]+/[0-9]+/[^/]+/([^/]+)/aws4_request")]
    private static partial Regex Scope();

    [GeneratedRegex("(?:^|&)Action=([A-Za-z]+)")]
    private static partial Regex Form();
}
