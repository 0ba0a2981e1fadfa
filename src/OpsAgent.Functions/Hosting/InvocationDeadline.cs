using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Hosting;

/// <summary>
/// How long an invocation may still work, from the remaining time that Lambda tells at its start. An invocation that Lambda has
/// to end answers nobody, so both tokens end earlier:
/// <list type="table">
/// <listheader><term>token</term><description>ends before Lambda does, and is for</description></listheader>
/// <item><term><see cref="Work"/></term><description>4 s: everything that the invocation was called for</description></item>
/// <item><term><see cref="Answer"/></term><description>2 s: what must be written once the work is over or given up, such as the request's audit</description></item>
/// </list>
/// At the 30 s of the functions behind API Gateway an answer so comes at 28 s; API Gateway waits for 29 s.
/// </summary>
public sealed class InvocationDeadline : IDisposable
{
    public static readonly TimeSpan WorkBuffer = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan AnswerBuffer = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _answer;

    public InvocationDeadline(ILambdaContext lambdaContext, TimeProvider time)
    {
        var remaining = lambdaContext.RemainingTime;
        _work = EndingAfter(remaining - WorkBuffer, time);
        _answer = EndingAfter(remaining - AnswerBuffer, time);
    }

    public CancellationToken Work => _work.Token;

    public CancellationToken Answer => _answer.Token;

    /// <returns>What a caller is told whose request was given up: AWS_SERVICE_ERROR.</returns>
    public static AwsException Exceeded(OperationCanceledException cause) => new(
        ErrorCode.AwsServiceError,
        "lambda:InvokeFunction",
        "opsagent",
        "AWS did not answer in the time that one request has, so it was given up. If it was to change or record something, that may have happened: look before you send it again.",
        cause);

    public void Dispose()
    {
        _work.Dispose();
        _answer.Dispose();
    }

    private static CancellationTokenSource EndingAfter(TimeSpan delay, TimeProvider time) => new(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, time);
}
