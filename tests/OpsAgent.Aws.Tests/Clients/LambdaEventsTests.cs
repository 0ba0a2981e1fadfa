using System.Text;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Clients.Lambda;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Clients;

/// <summary>The way to the function ChatWorker over the wire: accepted, not waited for, and sent once.</summary>
public sealed class LambdaEventsTests
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

        await new LambdaEvents(aws.Clients(AwsTimeouts.Standard), Arn).SendAsync(Encoding.UTF8.GetBytes("""{"account":"x"}"""), Stop);

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

        var fault = await Assert.ThrowsAsync<AwsException>(() => new LambdaEvents(aws.Clients(AwsTimeouts.Standard), Arn).SendAsync(new byte[] { 1 }, Stop));

        Assert.Equal((code, "lambda:InvokeFunction", Arn), (fault.Code, fault.Action, fault.Resource));
        Assert.Single(aws.Operations);
    }
}
