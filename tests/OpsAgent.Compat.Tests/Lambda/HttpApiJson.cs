using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace OpsAgent.Compat.Tests.Lambda;

/// <summary>Apart from the REST API's types: both have a nested ProxyRequestContext, which one context cannot hold.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
internal sealed partial class HttpApiJson : JsonSerializerContext;
