using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Compat.Tests.Lambda;

[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerRequest))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
internal sealed partial class GreetingJson : JsonSerializerContext;
