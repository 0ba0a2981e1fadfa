using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Local.Http;

/// <summary>What API Gateway answers by itself, as the gateway responses of openapi-schema.yaml have it.</summary>
internal sealed class GatewayAnswers(AgentOptions options, TimeProvider time)
{
    /// <param name="status">The HTTP status where the error's own does not do.</param>
    public APIGatewayProxyResponse Refuse(Refusal refusal, string correlationId, int? status = null)
    {
        var answer = ApiResponses.Of(ApiContent.None, refusal, options.Mode, correlationId, time.GetUtcNow(), status);

        // It cannot look into a list: whoever asks, the first of it is named.
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
