using System.Collections.Concurrent;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Model;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Tests.Chat;

/// <summary>GetFoundationModel over the wire, and which model an id means.</summary>
public sealed class BedrockModelLifecycleTests
{
    private const string Active = """{"modelDetails":{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-6","modelId":"anthropic.claude-sonnet-4-6","providerName":"Anthropic","modelLifecycle":{"status":"ACTIVE"}}}""";

    private readonly ConcurrentQueue<string> _asked = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_AnActiveModel_SaysNothingAndAsksOnceAnHour()
    {
        await using var aws = await LoopbackAws.StartAsync(Answering(200, Active));
        var lifecycle = Of(aws, "us.anthropic.claude-sonnet-4-6");

        Assert.Null(await lifecycle.CheckAsync(Stop));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await lifecycle.CheckAsync(Stop));
        Assert.Equal(["bedrock GET /foundation-models/anthropic.claude-sonnet-4-6"], _asked);

        _time.Advance(TimeSpan.FromMinutes(2));
        await lifecycle.CheckAsync(Stop);
        Assert.Equal(2, _asked.Count);
    }

    [Theory]
    [InlineData("""{"status":"LEGACY","legacyTime":"2026-04-14T00:00:00Z","endOfLifeTime":"2027-01-14T00:00:00Z","publicExtendedAccessTime":"2026-10-14T00:00:00Z"}""", "The model anthropic.claude-sonnet-4-6 is LEGACY since 2026-04-14, its end of life is 2027-01-14: set BedrockModelId to an active one.")]
    [InlineData("""{"status":"LEGACY"}""", "The model anthropic.claude-sonnet-4-6 is LEGACY: set BedrockModelId to an active one.")]
    public async Task Check_ALegacyModel_SaysUntilWhenItIsThere(string state, string expected)
    {
        await using var aws = await LoopbackAws.StartAsync(Answering(200, $$$"""{"modelDetails":{"modelId":"anthropic.claude-sonnet-4-6","modelLifecycle":{{{state}}}}}"""));

        Assert.Equal(expected, await Of(aws, "global.anthropic.claude-sonnet-4-6").CheckAsync(Stop));
    }

    [Theory]
    [InlineData(404, "ResourceNotFoundException", ErrorCode.PolicyDenied)]
    [InlineData(403, "AccessDeniedException", ErrorCode.AwsAccessDenied)]
    [InlineData(429, "ThrottlingException", ErrorCode.AwsThrottled)]
    public async Task Check_Refused_ThrowsAndIsNotKept(int status, string code, ErrorCode expected)
    {
        await using var aws = await LoopbackAws.StartAsync(Answering(status, """{"message":"AWS's words"}""", code));
        var lifecycle = Of(aws, "amazon.nova-lite-v1:0");

        var thrown = await Assert.ThrowsAsync<AwsException>(() => lifecycle.CheckAsync(Stop));

        Assert.Equal(expected, thrown.Code);
        await Assert.ThrowsAsync<AwsException>(() => lifecycle.CheckAsync(Stop));
    }

    [Theory]
    [InlineData("amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0")]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("eu.anthropic.claude-sonnet-5-5", "anthropic.claude-sonnet-5-5")]
    [InlineData("apac.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0")]
    [InlineData("jp.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("au.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("global.amazon.nova-2-lite-v1:0", "amazon.nova-2-lite-v1:0")]
    [InlineData("minimax.minimax-m2.1", "minimax.minimax-m2.1")]
    [InlineData("arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-micro-v1:0", "amazon.nova-micro-v1:0")]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6")]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6", null)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3d4e5f6", null)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1", null)]
    [InlineData("a1b2c3d4e5f6", null)]
    public async Task Check_AnIdOfAnyForm_AsksForTheFoundationModelThatItMeans(string id, string? expected)
    {
        await using var aws = await LoopbackAws.StartAsync(Answering(200, Active));

        await Of(aws, id).CheckAsync(Stop);

        Assert.Equal(expected is null ? [] : [$"bedrock GET /foundation-models/{expected}"], _asked);
    }

    private BedrockModelLifecycle Of(LoopbackAws aws, string id) => new(aws.Clients(AwsTimeouts.SingleAttempt), id, _time);

    private Func<HttpContext, LoopbackCall, Task> Answering(int status, string body, string? error = null) => async (context, call) =>
    {
        _asked.Enqueue($"{call.Service} {context.Request.Method} {Uri.UnescapeDataString(context.Request.Path.Value!)}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (error is not null)
        {
            context.Response.Headers["x-amzn-ErrorType"] = error;
        }

        await context.Response.WriteAsync(body);
    };
}
