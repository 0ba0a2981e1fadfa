using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>The body <c>{operation, parameters}</c>; user_context has been taken out of it.</summary>
internal static class Envelope
{
    private static readonly JsonElement Nothing = new JsonObject().ToElement();

    public static Refusal? Validate(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("operation" or "parameters"))
            {
                return ParameterSet.Invalid(member.Name, "is not a member of a request; it has operation, parameters and user_context", member.Value);
            }
        }

        return body.TryGetProperty("operation", out var operation) && operation.ValueKind is JsonValueKind.String
            ? null
            : ParameterSet.Invalid("operation", "is required: the operation's name", null);
    }

    public static JsonElement Parameters(JsonElement body) => body.TryGetProperty("parameters", out var parameters) ? parameters : Nothing;
}
