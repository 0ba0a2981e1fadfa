using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What a Lambda authorizer answers: who the caller is and the policy that API Gateway enforces (and caches).</summary>
public class APIGatewayCustomAuthorizerResponse
{
    [JsonPropertyName("principalId")]
    public string PrincipalID { get; set; }

    [JsonPropertyName("policyDocument")]
    public APIGatewayCustomAuthorizerPolicy PolicyDocument { get; set; } = new();

    [JsonPropertyName("context")]
    public APIGatewayCustomAuthorizerContextOutput Context { get; set; }

    [JsonPropertyName("usageIdentifierKey")]
    public string UsageIdentifierKey { get; set; }
}
