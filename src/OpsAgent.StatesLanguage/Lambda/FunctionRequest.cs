using System.Net.Http.Headers;
using System.Text;

namespace OpsAgent.StatesLanguage;

internal static class FunctionRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage Build(StatesServerOptions options, FunctionCall call)
    {
        var query = call.Qualifier is null ? "" : "?Qualifier=" + Uri.EscapeDataString(call.Qualifier);
        var path = $"2015-03-31/functions/{Uri.EscapeDataString(call.Function)}/invocations{query}";
        var endpoint = new Uri(options.LambdaEndpoint.AbsoluteUri.TrimEnd('/') + "/");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Payload)) { Headers = { ContentType = Json } },
        };
        request.Headers.Add("X-Amz-Invocation-Type", call.InvocationType ?? "RequestResponse");
        AddIfGiven(request, "X-Amz-Client-Context", call.ClientContext);
        AddIfGiven(request, "X-Amz-Log-Type", call.LogType);
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
