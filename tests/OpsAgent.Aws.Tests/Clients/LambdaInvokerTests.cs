using System.Text;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Clients.Lambda;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Clients;

/// <summary>The way to the function ChatWorker over the wire: an event is accepted and not waited for, a question is answered; each is sent once.</summary>
public sealed class LambdaInvokerTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker:live";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_AnEvent_IsAcceptedAndNotWaitedFor()
    {
        string? type = null;
        var body = Array.Empty<byte>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            (type, body) = (context.Request.Headers["X-Amz-Invocation-Type"], call.Body);
            context.Response.StatusCode = 202;
            return Task.CompletedTask;
        });

        await Invoker(aws).SendAsync(Encoding.UTF8.GetBytes("""{"account":"x"}"""), Stop);

        Assert.Equal(("Event", """{"account":"x"}"""), (type, Encoding.UTF8.GetString(body)));
    }

    [Theory]
    [InlineData(CloudFailure.Throttled, ErrorCode.AwsThrottled)]
    [InlineData(CloudFailure.AccessDenied, ErrorCode.AwsAccessDenied)]
    [InlineData(WireFault.Unavailable, ErrorCode.AwsServiceError)]
    [InlineData(WireFault.Reset, ErrorCode.AwsServiceError)]
    public async Task Send_AFault_IsToldAndNeverSentAgain(string kind, ErrorCode code)
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) => WireFault.AnswerAsync(context, call.Service, kind));

        var fault = await Assert.ThrowsAsync<AwsException>(() => Invoker(aws).SendAsync(new byte[] { 1 }, Stop));

        Assert.Equal((code, "lambda:InvokeFunction", Arn), (fault.Code, fault.Action, fault.Resource));
        Assert.Single(aws.Operations);
    }

    [Fact]
    public async Task Ask_AQuestion_IsWaitedForAndAnswered()
    {
        string? type = null;
        var body = Array.Empty<byte>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            (type, body) = (context.Request.Headers["X-Amz-Invocation-Type"], call.Body);
            return context.Response.WriteAsync("""
                "{\"type\":\"message\"}"
                """);
        });

        var answer = await Invoker(aws).AskAsync(Encoding.UTF8.GetBytes("""{"account":"x"}"""), "It failed.", Stop);

        Assert.Equal(("RequestResponse", """{"account":"x"}"""), (type, Encoding.UTF8.GetString(body)));
        Assert.Equal("""
            "{\"type\":\"message\"}"
            """, Encoding.UTF8.GetString(answer.Span));
    }

    [Theory]
    [InlineData(CloudFailure.Throttled, ErrorCode.AwsThrottled)]
    [InlineData(CloudFailure.AccessDenied, ErrorCode.AwsAccessDenied)]
    [InlineData(WireFault.Unavailable, ErrorCode.AwsServiceError)]
    [InlineData(WireFault.Reset, ErrorCode.AwsServiceError)]
    public async Task Ask_AFault_IsToldAndNeverAskedAgain(string kind, ErrorCode code)
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) => WireFault.AnswerAsync(context, call.Service, kind));

        var fault = await Assert.ThrowsAsync<AwsException>(() => Invoker(aws).AskAsync(new byte[] { 1 }, "It failed.", Stop));

        Assert.Equal((code, "lambda:InvokeFunction", Arn), (fault.Code, fault.Action, fault.Resource));
        Assert.Single(aws.Operations);
    }

    [Theory]
    [InlineData("Unhandled")]
    [InlineData("Handled")]
    public async Task Ask_AFunctionThatFails_IsAFaultWithoutItsWords(string how)
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            context.Response.Headers["X-Amz-Function-Error"] = how;
            return context.Response.WriteAsync("""{"errorMessage":"secret words of a stack trace"}""");
        });

        var fault = await Assert.ThrowsAsync<AwsException>(() => Invoker(aws).AskAsync(new byte[] { 1 }, "It failed.", Stop));

        Assert.Equal((ErrorCode.AwsServiceError, "lambda:InvokeFunction", Arn), (fault.Code, fault.Action, fault.Resource));
        Assert.DoesNotContain("secret words", fault.ToString(), StringComparison.Ordinal);
        Assert.Single(aws.Operations);
    }

    [Fact]
    public async Task Ask_WhoseCallerHasNoTimeLeft_EndsAsCancelled()
    {
        var asked = new TaskCompletionSource();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            asked.SetResult();
            return WireFault.AnswerAsync(context, call.Service, WireFault.Slow);
        });
        using var deadline = new CancellationTokenSource();
        var asking = Invoker(aws).AskAsync(new byte[] { 1 }, "It failed.", deadline.Token);
        await asked.Task;

        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static LambdaInvoker Invoker(LoopbackAws aws) => new(aws.Clients(AwsTimeouts.Standard), Arn);
}
