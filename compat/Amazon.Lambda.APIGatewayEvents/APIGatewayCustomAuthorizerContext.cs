using System.Text.Json;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What an authorizer passed on, as the integration receives it; the values are JSON elements.</summary>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>
{
    private Dictionary<string, string> claims;

    /// <summary>The string claims under <c>claims</c> (Cognito); empty when there are none.</summary>
    public Dictionary<string, string> Claims
    {
        get => claims ??= ReadClaims();
        set => claims = value;
    }

    private Dictionary<string, string> ReadClaims()
    {
        Dictionary<string, string> read = [];
        if (TryGetValue("claims", out var value) && value is JsonElement { ValueKind: JsonValueKind.Object } json)
        {
            foreach (var claim in json.EnumerateObject().Where(static claim => claim.Value.ValueKind == JsonValueKind.String))
            {
                read[claim.Name] = claim.Value.GetString();
            }
        }

        return read;
    }
}
