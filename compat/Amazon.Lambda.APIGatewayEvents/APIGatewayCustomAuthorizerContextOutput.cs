namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What an authorizer passes on to the integration. API Gateway takes strings, numbers and booleans only.</summary>
public class APIGatewayCustomAuthorizerContextOutput : Dictionary<string, object>;
