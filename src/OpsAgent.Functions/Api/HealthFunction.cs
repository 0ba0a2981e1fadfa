using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core;

namespace OpsAgent.Functions.Api;

/// <summary><c>GET /health</c>: no key, no account ids, no names. Answers the preflights of every route as well: they have no key.</summary>
public sealed class HealthFunction(AgentSettings settings, HealthProbes probes, IdSource ids, TimeProvider time)
{
    private readonly Cors _cors = new(settings.AllowedOrigins);

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context) =>
        _cors.Mark(request, request.HttpMethod == "OPTIONS" ? Cors.Preflight(ids.NewCorrelationId()) : await LookAsync(context));

    private async Task<APIGatewayProxyResponse> LookAsync(ILambdaContext context)
    {
        var services = new JsonObject();
        var down = !await LookAsync(probes.Needed, services, context);
        var degraded = !await LookAsync(probes.Helpful, services, context);
        var correlationId = ids.NewCorrelationId();
        var body = new JsonObject
        {
            ["success"] = !down,
            ["status"] = down ? "down" : degraded ? "degraded" : "ok",
            ["version"] = settings.Version,
            ["execution_mode"] = WireName.Of(settings.Mode),
            ["services"] = services,
            ["warnings"] = JsonFacts.Array(probes.Warnings),
            ["correlation_id"] = correlationId,
            ["timestamp"] = Instant.Text(time.GetUtcNow()),
        };
        return Answers.Json(down ? 503 : 200, body, correlationId);
    }

    /// <returns>Whether all answered.</returns>
    private static async Task<bool> LookAsync(IReadOnlyDictionary<string, Func<CancellationToken, Task>> looks, JsonObject services, ILambdaContext context)
    {
        var all = true;
        foreach (var (name, probe) in looks)
        {
            try
            {
                await probe(CancellationToken.None);
                services[name] = "ok";
            }
#pragma warning disable CA1031 // Whatever stops a probe means that its service is down.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // The message of an AWS failure names action and parameter; any other may hold anything.
                context.Logger.LogError($"ERROR health of {name}: {(e is CloudException ? e.Message : e.GetType().Name)}");
                services[name] = "down";
                all = false;
            }
        }

        return all;
    }
}
