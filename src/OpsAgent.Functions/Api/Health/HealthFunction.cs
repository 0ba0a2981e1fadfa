using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Health;

/// <summary><c>GET /health</c>: no key, no account ids, no names. Answers the preflights of every route as well: they have no key.</summary>
public sealed class HealthFunction(AgentOptions options, HealthProbes probes, IdSource ids, TimeProvider time)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    private readonly Cors _cors = new(options.AllowedOrigins);

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext lambdaContext) =>
        _cors.Mark(request, request.HttpMethod == "OPTIONS" ? Cors.Preflight(ids.NewCorrelationId()) : await ProbeAsync(lambdaContext));

    private async Task<APIGatewayProxyResponse> ProbeAsync(ILambdaContext lambdaContext)
    {
        var services = new JsonObject();
        var needed = await ProbeAsync(probes.Needed, services, lambdaContext);
        var helpful = await ProbeAsync(probes.Helpful, services, lambdaContext);
        var down = needed.Contains(Down);
        var degraded = needed.Concat(helpful).Any(s => s != Ok);
        var correlationId = ids.NewCorrelationId();
        var body = new JsonObject
        {
            ["success"] = !down,
            ["status"] = down ? Down : degraded ? Degraded : Ok,
            ["version"] = options.Version,
            ["execution_mode"] = WireName.Of(options.Mode),
            ["services"] = services,
            ["warnings"] = JsonConversions.Array(probes.Warnings),
            ["correlation_id"] = correlationId,
            ["timestamp"] = Timestamps.Text(time.GetUtcNow()),
        };
        return ApiResponses.Json(down ? 503 : 200, body, correlationId);
    }

    /// <returns>The status of each service.</returns>
    private static async Task<IReadOnlyList<string>> ProbeAsync(IReadOnlyDictionary<string, Func<CancellationToken, Task<string?>>> looks, JsonObject services, ILambdaContext lambdaContext)
    {
        var statuses = new List<string>();
        foreach (var (name, probe) in looks)
        {
            string status;
            try
            {
                var problem = await probe(CancellationToken.None);
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
