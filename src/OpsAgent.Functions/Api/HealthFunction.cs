using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core;

namespace OpsAgent.Functions.Api;

/// <summary><c>GET /health</c>: no key, no account ids, no names.</summary>
public sealed class HealthFunction(AgentSettings settings, HealthProbes probes, IdSource ids, TimeProvider time)
{
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        var services = new JsonObject();
        var down = false;
        foreach (var (name, probe) in probes.All)
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
                context.Logger.LogError($"ERROR health of {name}: {e.GetType().Name}");
                services[name] = "down";
                down = true;
            }
        }

        var correlationId = ids.NewCorrelationId();
        var body = new JsonObject
        {
            ["success"] = !down,
            ["status"] = down ? "down" : "ok",
            ["version"] = settings.Version,
            ["execution_mode"] = WireName.Of(settings.Mode),
            ["services"] = services,
            ["correlation_id"] = correlationId,
            ["timestamp"] = Instant.Text(time.GetUtcNow()),
        };
        return Answers.Json(down ? 503 : 200, body, correlationId);
    }
}
