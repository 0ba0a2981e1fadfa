using System.Net;
using System.Net.Http.Headers;
using Amazon.Lambda.RuntimeSupport.Context;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Lambda Runtime API, version 2018-06-01.</summary>
public class RuntimeApiClient : IRuntimeApiClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");

    private readonly HttpClient http;
    private readonly string root;
    private readonly LambdaLog log;

    public RuntimeApiClient(HttpClient httpClient)
        : this(httpClient, null, LambdaLog.FromEnvironment())
    {
    }

    internal RuntimeApiClient(HttpClient httpClient, string endpoint, LambdaLog log)
    {
        endpoint ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")
            ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: this process was not started by Lambda");
        http = httpClient;
        root = $"http://{endpoint}/2018-06-01/runtime/";
        this.log = log;
    }

    public async Task<InvocationRequest> GetNextInvocationAsync(CancellationToken cancellationToken = default)
    {
        using var answer = await http.GetAsync(root + "invocation/next", cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        await ThrowUnlessAsync(answer, HttpStatusCode.OK, cancellationToken);
        return new InvocationRequest(new MemoryStream(body), InvocationContext.From(answer.Headers, log));
    }

    public Task SendResponseAsync(string awsRequestId, Stream outputStream, CancellationToken cancellationToken = default)
    {
        HttpContent content = outputStream is null ? new ByteArrayContent([]) : new StreamContent(outputStream);
        content.Headers.ContentType = Json;
        return PostAsync($"invocation/{awsRequestId}/response", content, null, cancellationToken);
    }

    public Task ReportInvocationErrorAsync(string awsRequestId, Exception exception, CancellationToken cancellationToken = default) =>
        ReportAsync($"invocation/{awsRequestId}/error", exception, cancellationToken);

    public Task ReportInitializationErrorAsync(Exception exception, CancellationToken cancellationToken = default) =>
        ReportAsync("init/error", exception, cancellationToken);

    private static async Task ThrowUnlessAsync(HttpResponseMessage answer, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        if (answer.StatusCode == expected)
        {
            return;
        }

        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var what = answer.StatusCode == HttpStatusCode.InternalServerError ? "Container error. Non-recoverable state; the process ends" : "Unexpected answer of the Runtime API";
        throw new RuntimeApiClientException(
            $"{what}: {(int)answer.StatusCode} {text}",
            (int)answer.StatusCode,
            text,
            answer.Headers.ToDictionary(static header => header.Key, static header => header.Value),
            null);
    }

    private Task ReportAsync(string path, Exception exception, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(ErrorReport.Write(exception));
        content.Headers.ContentType = ErrorJson;
        return PostAsync(path, content, exception.GetType().Name, cancellationToken);
    }

    private async Task PostAsync(string path, HttpContent content, string errorType, CancellationToken cancellationToken)
    {
        // Not disposed: that would dispose the output stream, which may belong to the handler.
        var request = new HttpRequestMessage(HttpMethod.Post, root + path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        await ThrowUnlessAsync(answer, HttpStatusCode.Accepted, cancellationToken);
    }
}
