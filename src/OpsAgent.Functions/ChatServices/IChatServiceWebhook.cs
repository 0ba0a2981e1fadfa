using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace OpsAgent.Functions.ChatServices;

/// <summary>One door of a chat service inside ChatWebhooks.</summary>
internal interface IChatServiceWebhook
{
    Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaLogger log, CancellationToken cancellationToken);
}
