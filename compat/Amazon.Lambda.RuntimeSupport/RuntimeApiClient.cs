using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Lambda.RuntimeSupport.Context;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Lambda Runtime API, version 2018-06-01. Once this is made, the console is the log's (<see cref="LambdaLog.TakeConsole"/>).</summary>
public class RuntimeApiClient : IRuntimeApiClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");

    private readonly HttpClient http;
    private readonly string root;

    public RuntimeApiClient(HttpClient httpClient)
        : this(httpClient, null)
    {
    }

    internal RuntimeApiClient(HttpClient httpClient, string endpoint)
    {
        endpoint ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")
            ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: this process was not started by Lambda");
        http = httpClient;
        root = $"http://{endpoint}/2018-06-01/runtime/";
        Log = LambdaLog.TakeConsole();
    }

    internal LambdaLog Log { get; }

    public async Task<InvocationRequest> GetNextInvocationAsync(CancellationToken cancellationToken = default)
    {
        using var answer = await http.GetAsync(root + "invocation/next", cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        await ThrowUnlessAsync(answer, HttpStatusCode.OK, cancellationToken);
        var context = InvocationContext.From(answer.Headers, Log);
        Log.RequestId = context.AwsRequestId;
        return new InvocationRequest(new MemoryStream(body), context);
    }

    public async Task SendResponseAsync(string awsRequestId, Stream outputStream, CancellationToken cancellationToken = default)
    {
        HttpContent content = outputStream is null ? new ByteArrayContent([]) : new StreamContent(outputStream);
        content.Headers.ContentType = Json;
        using var answer = await PostAsync($"invocation/{awsRequestId}/response", content, [], cancellationToken);
    }

    public Task ReportInvocationErrorAsync(string awsRequestId, Exception exception, CancellationToken cancellationToken = default) => ReportAsync(
        $"invocation/{awsRequestId}/error",
        exception,
        [("Lambda-Runtime-Function-Error-Type", exception.GetType().Name), ("Lambda-Runtime-Function-XRay-Error-Cause", XRayCause.Of(exception))],
        cancellationToken);

    public Task ReportInitializationErrorAsync(Exception exception, CancellationToken cancellationToken = default) =>
        ReportAsync("init/error", exception, [], cancellationToken);

    private static async Task ThrowUnlessAsync(HttpResponseMessage answer, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != expected)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw Failed(
                answer.StatusCode == HttpStatusCode.InternalServerError ? "Container error. Non-recoverable state; the process ends" : "Unexpected answer of the Runtime API", answer, text);
        }
    }

    private static RuntimeApiClientException Failed(string what, HttpResponseMessage answer, string text, Exception cause = null) => new(
        $"{what}: {(int)answer.StatusCode} {text}",
        (int)answer.StatusCode,
        text,
        answer.Headers.ToDictionary(static header => header.Key, static header => header.Value),
        cause);

    private async Task ReportAsync(string path, Exception exception, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(ErrorReport.Write(exception));
        content.Headers.ContentType = ErrorJson;
        using var answer = await PostAsync(path, content, headers, cancellationToken);

        // Of the answers to what is posted, only the one to a report is read.
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            JsonDocument.Parse(text).Dispose();
        }
        catch (JsonException unreadable)
        {
            throw Failed("Unreadable answer of the Runtime API", answer, text, unreadable);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        // Not disposed: that would dispose the output stream, which may belong to the handler.
        var request = new HttpRequestMessage(HttpMethod.Post, root + path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var answer = await http.SendAsync(request, cancellationToken);
        await ThrowUnlessAsync(answer, HttpStatusCode.Accepted, cancellationToken);
        return answer;
    }
}
