using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Context;

internal sealed class CognitoIdentity : ICognitoIdentity
{
    public string IdentityId { get; private init; }

    public string IdentityPoolId { get; private init; }

    public static CognitoIdentity Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return new CognitoIdentity
        {
            IdentityId = Text(document.RootElement, "cognitoIdentityId"),
            IdentityPoolId = Text(document.RootElement, "cognitoIdentityPoolId"),
        };
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : null;
}
