using System.Net.Http.Headers;
using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary>Requests of Lambda's Invoke API.</summary>
internal static class InvokeRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage Create(StatesServerOptions options, FunctionInvocation invocation)
    {
        var query = invocation.Qualifier is null ? "" : "?Qualifier=" + Uri.EscapeDataString(invocation.Qualifier);
        var path = $"2015-03-31/functions/{Uri.EscapeDataString(invocation.Function)}/invocations{query}";
        var payload = Encoding.UTF8.GetBytes(invocation.Payload);
        var endpoint = new Uri(options.LambdaEndpoint.AbsoluteUri.TrimEnd('/') + "/");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = new ByteArrayContent(payload) { Headers = { ContentType = Json } },
        };
        request.Headers.Add("X-Amz-Invocation-Type", invocation.InvocationType ?? "RequestResponse");
        AddIfGiven(request, "X-Amz-Client-Context", invocation.ClientContext);
        AddIfGiven(request, "X-Amz-Log-Type", invocation.LogType);
        if (options.Key is { } key)
        {
            SignatureV4.Sign(request, payload, key, options.Region, "lambda", options.TimeProvider.GetUtcNow());
        }

        return request;
    }

    private static void AddIfGiven(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
