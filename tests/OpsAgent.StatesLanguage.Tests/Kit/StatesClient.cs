using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>A client of the AWS JSON 1.0 protocol without the SDK.</summary>
/// <param name="key">What it signs with, or null for a signature of nobody's.</param>
/// <param name="clock">By which it signs.</param>
internal sealed class StatesClient(Uri url, AccessKey? key = null, TimeProvider? clock = null) : IDisposable
{
    public const string Role = "arn:aws:iam::123456789012:role/r";

    // moto finds the service by the scope of the credential; neither engine checks the signature.
    private const string Credential = "AWS4-HMAC-SHA256 Credential=test/20260102/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0";

    private readonly HttpClient _http = new() { BaseAddress = url };

    public async Task<(int Status, JsonObject Body)> SendAsync(string? target, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        if (key is null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", Credential);
        }
        else
        {
            SignatureV4.Sign(request, bytes, key, "us-east-1", "states", clock!.GetUtcNow());
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public Task<(int Status, JsonObject Body)> CallAsync(string operation, JsonObject fields) => SendAsync("AWSStepFunctions." + operation, fields.ToJsonText());

    public async Task<JsonObject> OkAsync(string operation, JsonObject fields)
    {
        var (status, body) = await CallAsync(operation, fields);
        Assert.True(status == 200, $"{operation} answered {status}: {body.ToJsonText()}");
        return body;
    }

    /// <summary>The error's code and message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string operation, JsonObject fields)
    {
        var (status, body) = await CallAsync(operation, fields);
        Assert.Equal(400, status);
        return (body["__type"]!.GetValue<string>(), body["message"]!.GetValue<string>());
    }

    public async Task<string> CreateAsync(string definition, string name = "m") => Text(await OkAsync(
        "CreateStateMachine", new JsonObject { ["name"] = name, ["definition"] = definition, ["roleArn"] = Role }), "stateMachineArn");

    public async Task<string> StartAsync(string machine, string input = "{}", string? name = null)
    {
        var fields = new JsonObject { ["stateMachineArn"] = machine, ["input"] = input };
        if (name is not null)
        {
            fields["name"] = name;
        }

        return Text(await OkAsync("StartExecution", fields), "executionArn");
    }

    public Task<JsonObject> DescribeAsync(string execution) => OkAsync("DescribeExecution", new JsonObject { ["executionArn"] = execution });

    public async Task<List<JsonObject>> HistoryAsync(string execution)
    {
        var body = await OkAsync("GetExecutionHistory", new JsonObject { ["executionArn"] = execution, ["maxResults"] = 1000 });
        return [.. body["events"]!.AsArray().Select(happened => happened!.AsObject())];
    }

    public async Task<string> TypesAsync(string execution) =>
        string.Join(" ", (await HistoryAsync(execution)).Select(happened => Text(happened, "type")));

    public static string Text(JsonObject body, string name) => body[name]!.GetValue<string>();

    public void Dispose() => _http.Dispose();
}
