using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>States.Format: replaces each <c>{}</c> of the template by the next argument.</summary>
internal static class Formatting
{
    public static JsonNode? Format(IReadOnlyList<JsonNode?> arguments)
    {
        var template = arguments.Text(0);
        var text = new StringBuilder();
        var next = 1;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '\\' && i + 1 < template.Length && template[i + 1] is '{' or '}' or '\'' or '\\')
            {
                text.Append(template[++i]);
            }
            else if (template[i] == '{' && i + 1 < template.Length && template[i + 1] == '}')
            {
                text.Append(next < arguments.Count ? ToJavaString(arguments[next]) : throw CountMismatch());
                next++;
                i++;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return next == arguments.Count ? text.ToString() : throw CountMismatch();
    }

    // Objects and arrays as Java's toString writes them: [a, b] and {key=value}.
    private static string ToJavaString(JsonNode? value) => value switch
    {
        JsonArray items => $"[{string.Join(", ", items.Select(ToJavaString))}]",
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{member.Key}={ToJavaString(member.Value)}"))}}}",
        _ => value.IsString(out var text) ? text : value.ToJsonText(),
    };

    private static IntrinsicArgumentException CountMismatch() => new("The number of '{}' must be the number of arguments after the template");
}
