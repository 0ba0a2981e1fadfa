using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Health;

/// <summary><c>GET /health</c>: no key, no account ids, no names. Answers the preflights of every route as well: they have no key.</summary>
public sealed class HealthFunction(AgentOptions options, HealthProbes probes, IdSource ids, TimeProvider time)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    private readonly Cors _cors = new(options.AllowedOrigins);

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext lambdaContext, InvocationDeadline deadline) =>
        _cors.Mark(request, request.HttpMethod == "OPTIONS" ? Cors.Preflight(ids.NewCorrelationId()) : await ProbeAsync(lambdaContext, deadline.Work));

    private async Task<APIGatewayProxyResponse> ProbeAsync(ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var services = new OrderedDictionary<string, string>();
        var needed = await ProbeAsync(probes.Needed, services, lambdaContext, cancellationToken);
        var helpful = await ProbeAsync(probes.Helpful, services, lambdaContext, cancellationToken);
        var down = needed.Contains(Down);
        var degraded = needed.Concat(helpful).Any(s => s != Ok);
        var correlationId = ids.NewCorrelationId();
        var answer = new HealthAnswer(
            !down,
            down ? Down : degraded ? Degraded : Ok,
            options.Version,
            WireName.Of(options.Mode),
            services,
            probes.Warnings,
            correlationId,
            time.GetUtcNow());
        return ApiResponses.Json(down ? 503 : 200, ApiContent.Of(answer, ApiJson.Default.HealthAnswer), correlationId);
    }

    /// <returns>The status of each service.</returns>
    private static async Task<IReadOnlyList<string>> ProbeAsync(
        IReadOnlyDictionary<string, Func<CancellationToken, Task<string?>>> looks, OrderedDictionary<string, string> services, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var statuses = new List<string>();
        foreach (var (name, probe) in looks)
        {
            string status;
            try
            {
                var problem = await probe(cancellationToken);
                status = problem is null ? Ok : Degraded;
                if (problem is not null)
                {
                    lambdaContext.Logger.LogError($"ERROR health of {name}: {problem}");
                }
            }
#pragma warning disable CA1031 // Whatever stops a probe means that its service is down.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // The message of an AWS failure names action and parameter; any other may hold anything.
                lambdaContext.Logger.LogError($"ERROR health of {name}: {(e is AwsException ? e.Message : e.GetType().Name)}");
                status = Down;
            }

            services[name] = status;
            statuses.Add(status);
        }

        return statuses;
    }
}
