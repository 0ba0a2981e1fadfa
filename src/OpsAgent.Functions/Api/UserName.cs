using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Api;

/// <summary>Takes the user that a client names out of a request: user_context, a header, or user_id.</summary>
internal static class UserName
{
    private static readonly string[] ContextMembers = ["user_id", "teams_tenant", "session_id"];

    /// <returns>The name as it was given, and the body without it.</returns>
    public static Outcome<(string? Name, JsonElement Body)> Take(APIGatewayProxyRequest request, JsonElement body)
    {
        var rest = body.Thaw()!.AsObject();
        string? name = null;
        if (rest.TryGetPropertyValue("user_context", out var context))
        {
            if (Broken(context) is { } refusal)
            {
                return refusal;
            }

            name = Text(context!["user_id"]);
            rest.Remove("user_context");
        }

        if (rest.TryGetPropertyValue("user_id", out var flat))
        {
            name ??= Text(flat);
            rest.Remove("user_id");
        }

        return (name ?? Headers.Find(request, Headers.User), rest.Freeze());
    }

    private static Refusal? Broken(JsonNode? context)
    {
        if (context is not JsonObject members)
        {
            return ParameterSet.Invalid("user_context", "must be an object with user_id", null);
        }

        var odd = members.FirstOrDefault(m => !ContextMembers.Contains(m.Key) || Text(m.Value) is not { Length: > 0 and <= 256 });
        return odd.Key is null
            ? null
            : ParameterSet.Invalid($"user_context.{odd.Key}", $"user_context holds {string.Join(", ", ContextMembers)}, each text of 1 to 256 characters", null);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
