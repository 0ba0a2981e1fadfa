using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Local.Http;

/// <summary>The gateway responses of API Gateway, as openapi-schema.yaml configures them.</summary>
internal sealed class GatewayResponses(AgentOptions options, TimeProvider time)
{
    /// <param name="status">The HTTP status, or null for that of the error code.</param>
    public APIGatewayProxyResponse Refuse(Refusal refusal, string correlationId, int? status = null)
    {
        var answer = ApiResponses.Of(ApiContent.None, refusal, options.Mode, correlationId, time.GetUtcNow(), status);

        // A gateway response cannot select from a list, so that it always names the first origin.
        if (options.AllowedOrigins is [var first, ..])
        {
            answer.Headers["Access-Control-Allow-Origin"] = first;
        }

        if (status is AuthenticationStep.ClosedStatus)
        {
            answer.Headers["Retry-After"] = "60";
        }

        return answer;
    }
}
