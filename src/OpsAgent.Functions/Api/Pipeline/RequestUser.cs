using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>Takes the user that a client names out of a request: user_context, user_id in body or query, or a header.</summary>
internal static class RequestUser
{
    public const string Flat = "user_id";

    /// <summary>Characters of each text.</summary>
    public const int MaxLength = 256;

    private const string Context = "user_context";
    private const string Timestamp = "timestamp";

    public static IReadOnlyList<string> ContextMembers { get; } = [Flat, "teams_tenant", "session_id", Timestamp];

    /// <returns>The name as it was given, and the body without it. Two different names are refused: the caller means one of them.</returns>
    public static Outcome<(string? Name, JsonElement Body)> Take(APIGatewayProxyRequest request, JsonElement body)
    {
        var rest = body.ToNode()!.AsObject();
        var names = new List<string?>();
        if (rest.TryGetPropertyValue(Context, out var context))
        {
            if (Broken(context) is { } refusal)
            {
                return refusal;
            }

            names.Add(Text(context![Flat]));
            rest.Remove(Context);
        }

        if (rest.TryGetPropertyValue(Flat, out var flat))
        {
            if (!IsText(flat))
            {
                return ParameterSet.Invalid(Flat, $"must be text of 1 to {MaxLength} characters", null);
            }

            names.Add(Text(flat));
            rest.Remove(Flat);
        }

        if (request.HttpMethod != "GET")
        {
            names.Add(request.QueryStringParameters?.FirstOrDefault(p => p.Key == Flat).Value);
        }

        names.Add(Headers.Find(request, Headers.User));
        var given = names.OfType<string>().ToList();
        return given.DistinctBy(n => UserId.TryParse(n)?.Value ?? n).Skip(1).Any()
            ? ParameterSet.Invalid(Flat, "names more than one user; name the user once, or the same one each time", null)
            : (given.FirstOrDefault(), rest.ToElement());
    }

    private static Refusal? Broken(JsonNode? context)
    {
        if (context is not JsonObject members)
        {
            return ParameterSet.Invalid(Context, "must be an object with user_id", null);
        }

        var odd = members.FirstOrDefault(m => !ContextMembers.Contains(m.Key) || (m.Key == Flat ? !IsText(m.Value) : !IsPassedOver(m.Key, m.Value)));
        return odd.Key is null
            ? null
            : ParameterSet.Invalid($"{Context}.{odd.Key}", $"{Context} holds {string.Join(", ", ContextMembers)}, each text of 1 to {MaxLength} characters without control or invisible ones", null);
    }

    // Nothing reads the others: clients fill them from what they have, which may be nothing.
    private static bool IsPassedOver(string name, JsonNode? value) =>
        value is null
        || Text(value) is "" || (IsText(value) && DisplayText.IsDisplayable(Text(value)!))
        || (name == Timestamp && value.GetValueKind() is JsonValueKind.Number);

    // What is no address is no user, whatever it holds: that is said where users are known.
    private static bool IsText(JsonNode? node) => Text(node) is { Length: > 0 and <= MaxLength };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
