using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Who is let in: no page, and with a key nobody without it.</summary>
public sealed class AccessTests
{
    private static readonly AccessKey Key = new("OPSAGENTTESTTESTTEST", "secret-of-the-tests");

    [Theory]
    [InlineData("Host", "evil.example", 403, "AccessDeniedException")]
    [InlineData("Host", "127.0.0.1", 403, "AccessDeniedException")]
    [InlineData("Host", "localhost:1", 403, "AccessDeniedException")]
    [InlineData("Host", "localhost:PORT", 200, null)]
    [InlineData("Host", "[::1]:PORT", 200, null)]
    [InlineData("Origin", "https://evil.example", 403, "AccessDeniedException")]
    [InlineData("Origin", "null", 403, "AccessDeniedException")]
    [InlineData("Origin", "http://127.0.0.1:8080", 403, "AccessDeniedException")]
    [InlineData("Origin", "https://127.0.0.1:PORT", 403, "AccessDeniedException")]
    [InlineData("Sec-Fetch-Site", "cross-site", 403, "AccessDeniedException")]
    [InlineData("Sec-Fetch-Site", "same-site", 403, "AccessDeniedException")]
    [InlineData("Content-Type", "text/plain", 415, "UnsupportedMediaTypeException")]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 415, "UnsupportedMediaTypeException")]
    [InlineData("Content-Type", "multipart/form-data; boundary=application/x-amz-json-1.0", 415, "UnsupportedMediaTypeException")]
    [InlineData("Content-Type", "application/json", 415, "UnsupportedMediaTypeException")]
    [InlineData("Content-Type", "", 415, "UnsupportedMediaTypeException")]
    [InlineData("Content-Type", "application/x-amz-json-1.0; charset=utf-8", 200, null)]
    public async Task Request_OfAPage_IsRefusedBeforeItActs(string header, string value, int status, string? code)
    {
        await using var host = await EngineHost.StartAsync();
        await host.Client.CreateAsync(Asl.SingleState(Asl.Pass()));
        value = value.Replace("PORT", $"{host.Server.Url.Port}", StringComparison.Ordinal);

        using var response = await SendAsync(host, (header, value));

        Assert.Equal(status, (int)response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(code, (string?)answer["__type"]);
        var listed = await host.Client.OkAsync("ListStateMachines", []);
        Assert.Equal(code is null ? 0 : 1, listed["stateMachines"]!.AsArray().Count);
    }

    [Fact]
    public async Task Key_OfTheRun_IsNeeded()
    {
        await using var host = await EngineHost.StartAsync(key: Key);
        using var careless = new StatesClient(host.Server.Url);
        using var nobody = new StatesClient(host.Server.Url, new AccessKey("AKIAFAKEFAKEFAKEFAKE", Key.Secret), host.Clock);
        using var other = new StatesClient(host.Server.Url, new AccessKey(Key.Id, "another"), host.Clock);

        Assert.Equal((403, "IncompleteSignatureException"), Code(await careless.CallAsync("ListStateMachines", [])));
        Assert.Equal((403, "UnrecognizedClientException"), Code(await nobody.CallAsync("ListStateMachines", [])));
        Assert.Equal((403, "InvalidSignatureException"), Code(await other.CallAsync("ListStateMachines", [])));
        using var unsigned = await SendAsync(host);
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        await host.Client.OkAsync("ListStateMachines", []);
    }

    [Fact]
    public async Task Key_OfTheRun_SignsWhatTheEngineInvokes()
    {
        await using var host = await EngineHost.StartAsync(key: Key);
        host.Lambda.Takes = (request, body) => SignatureV4.Check(request, body, Key, "lambda", host.Clock.GetUtcNow()) is null;
        host.Lambda.On("f", payload => new(payload));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"OutputPath\":\"$.Payload\""))), """{"a":"é"}""");

        Assert.Equal("""{"in":{"a":"é"}}""", StatesClient.Text(await host.EndedAsync(execution), "output"));
    }

    [Fact]
    public async Task Token_OfAWait_IsInNoAnswerAndReachesItsFunction()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", payload => new(payload));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))));
        await host.ReachedAsync(execution, "TaskSubmitted");
        var token = JsonNode.Parse(host.Lambda.Calls.Single().Payload)!["token"]!.GetValue<string>();

        var history = await host.Client.OkAsync("GetExecutionHistory", new JsonObject { ["executionArn"] = execution });
        Assert.DoesNotContain(token, history.ToJsonText(), StringComparison.Ordinal);
        Assert.Contains(TaskToken.Mask(token), history.ToJsonText(), StringComparison.Ordinal);

        await host.Client.OkAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = $"\"{token}\"" });
        Assert.Equal($"\"{TaskToken.Mask(token)}\"", StatesClient.Text(await host.EndedAsync(execution), "output"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("a{0}b")]
    [InlineData("{0}{0}")]
    [InlineData("/+{0}")]
    [InlineData("{{\"text\":\"{{\\\"task_token\\\":\\\"{0}\\\"}}\"}}")]
    public void Mask_ATokenAnywhere_HidesItAndKeepsTheRest(string form)
    {
        var token = TaskToken.New();
        var old = token[16..];
        Assert.True(TaskToken.IsReadable(old));

        foreach (var one in new[] { token, old })
        {
            var mask = TaskToken.Mask(one);
            Assert.Matches(@"^\[task token sha256:[0-9a-f]{16}\]$", mask);
            Assert.Equal(Format(form, mask), TaskToken.Mask(Format(form, one)));
        }
    }

    [Fact]
    public void Mask_WhatIsNoToken_IsLeftAsItIs()
    {
        var text = new string('A', 500) + TaskToken.New()[..^1] + "-" + new string('9', 100);

        Assert.Equal(text, TaskToken.Mask(text));
    }

    private static string Format(string form, string value) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, value);

    private static (int Status, string Code) Code((int Status, JsonObject Body) answer) => (answer.Status, StatesClient.Text(answer.Body, "__type"));

    private static async Task<HttpResponseMessage> SendAsync(EngineHost host, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Server.Url)
        {
            Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes($$"""{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""")),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "AWSStepFunctions.DeleteStateMachine");
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.SendAsync(request);
    }
}
