using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Health;

/// <summary><c>GET /health</c>, and <c>HEAD</c> for monitors: no key, no account ids, no names. Answers the preflights of every route as well: they have no key.</summary>
public sealed class HealthFunction(AgentOptions options, HealthProbes probes, IdSource ids, TimeProvider time)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    // For all services together, so that one that hangs is named long before API Gateway gives up.
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(4);

    private readonly Cors _cors = new(options.AllowedOrigins);

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext lambdaContext, InvocationDeadline deadline) =>
        _cors.Mark(request, request.HttpMethod switch
        {
            "OPTIONS" => Cors.Preflight(ids.NewCorrelationId()),
            "HEAD" => WithoutBody(await ProbeAsync(lambdaContext, deadline.Work)),
            _ => await ProbeAsync(lambdaContext, deadline.Work),
        });

    private static APIGatewayProxyResponse WithoutBody(APIGatewayProxyResponse answer)
    {
        answer.Body = string.Empty;
        return answer;
    }

    private async Task<APIGatewayProxyResponse> ProbeAsync(ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(ProbeTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        var looks = await Task.WhenAll(probes.Needed.Concat(probes.Helpful).Select(probe => LookAsync(probe.Key, probe.Value, either.Token)));
        foreach (var look in looks.Where(l => l.Problem is not null))
        {
            lambdaContext.Logger.LogError($"ERROR health of {look.Service}: {look.Problem}");
        }

        var down = looks.Any(l => l.Status == Down && probes.Needed.ContainsKey(l.Service));
        var degraded = looks.Any(l => l.Status != Ok);
        var correlationId = ids.NewCorrelationId();
        var answer = new HealthAnswer(
            !down,
            down ? Down : degraded ? Degraded : Ok,
            options.Version,
            WireName.Of(options.Mode),
            new OrderedDictionary<string, string>(looks.Select(l => KeyValuePair.Create(l.Service, l.Status))),
            probes.Warnings,
            correlationId,
            time.GetUtcNow());
        return ApiResponses.Json(down ? 503 : 200, ApiContent.Of(answer, ApiJson.Default.HealthAnswer), correlationId);
    }

    private static async Task<(string Service, string Status, string? Problem)> LookAsync(string service, Func<CancellationToken, Task<string?>> probe, CancellationToken cancellationToken)
    {
        try
        {
            // Given up as well where a probe does not heed its token.
            var problem = await probe(cancellationToken).WaitAsync(cancellationToken);
            return (service, problem is null ? Ok : Degraded, problem);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (service, Down, "no answer in time.");
        }
#pragma warning disable CA1031 // Whatever stops a probe means that its service is down.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The message of an AWS failure names action and parameter; any other may hold anything.
            return (service, Down, e is AwsException ? e.Message : e.GetType().Name);
        }
    }
}
