using System.Text;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Clients.Lambda;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Clients;

/// <summary>The way from Chat to the function Proposals over the wire: asked once, and told apart how it went.</summary>
public sealed class LambdaProposalsFunctionTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-proposals:live";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, ErrorCode> Faults { get; } = new()
    {
        { CloudFailure.Throttled, ErrorCode.AwsThrottled },
        { CloudFailure.AccessDenied, ErrorCode.AwsAccessDenied },
        { CloudFailure.Error, ErrorCode.AwsServiceError },
        { WireFault.Unavailable, ErrorCode.AwsServiceError },
        { WireFault.Refused, ErrorCode.AwsServiceError },
        { WireFault.Reset, ErrorCode.AwsServiceError },
    };

    [Fact]
    public async Task Invoke_AnEvent_IsPostedToTheAliasSignedAndWaitedFor()
    {
        string? path = null, type = null, authorization = null;
        var body = Array.Empty<byte>();
        await using var aws = await LoopbackAws.StartAsync(async (context, call) =>
        {
            (path, type, authorization, body) = (
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers["X-Amz-Invocation-Type"],
                context.Request.Headers.Authorization,
                call.Body);
            await context.Response.WriteAsync("""{"statusCode":200,"body":"{}"}""");
        });

        var answer = await Function(aws).InvokeAsync(Encoding.UTF8.GetBytes("""{"path":"/operations/proposals"}"""), Stop);

        Assert.Equal("""{"statusCode":200,"body":"{}"}""", Encoding.UTF8.GetString(answer.Span));
        Assert.Equal($"/2015-03-31/functions/{Uri.EscapeDataString(Arn)}/invocations", path);
        Assert.Equal(("RequestResponse", """{"path":"/operations/proposals"}"""), (type, Encoding.UTF8.GetString(body)));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIAFAKEFAKEFAKEFAKE/[0-9]{8}/us-east-1/lambda/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$", authorization);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Invoke_AFault_IsToldAndNeverSentAgain(string kind, ErrorCode code)
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) => WireFault.AnswerAsync(context, call.Service, kind));

        var fault = await Assert.ThrowsAsync<AwsException>(() => Function(aws).InvokeAsync(new byte[] { 1 }, Stop));

        Assert.Equal((code, "lambda:InvokeFunction", Arn), (fault.Code, fault.Action, fault.Resource));
        Assert.Single(aws.Operations);
    }

    [Theory]
    [InlineData("Unhandled")]
    [InlineData("Handled")]
    public async Task Invoke_AFunctionThatFails_IsAFailureThatMayHaveHadItsEffect(string how)
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            context.Response.Headers["X-Amz-Function-Error"] = how;
            return context.Response.WriteAsync("""{"errorMessage":"secret words of a stack trace"}""");
        });

        var fault = await Assert.ThrowsAsync<AwsException>(() => Function(aws).InvokeAsync(new byte[] { 1 }, Stop));

        Assert.Equal(ErrorCode.AwsServiceError, fault.Code);
        Assert.Contains("may have done what you asked", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WhoseCallerHasNoTimeLeft_EndsAsCancelled()
    {
        var asked = new TaskCompletionSource();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            asked.SetResult();
            return WireFault.AnswerAsync(context, call.Service, WireFault.Slow);
        });
        using var deadline = new CancellationTokenSource();
        var invoking = Function(aws).InvokeAsync(new byte[] { 1 }, deadline.Token);
        await asked.Task;

        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoking);
    }

    private static LambdaProposalsFunction Function(LoopbackAws aws) => new(new LambdaInvoker(aws.Clients(AwsTimeouts.Standard), Arn));
}
