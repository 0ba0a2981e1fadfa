using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Text;

/// <summary>
/// Makes text safe to leave the system: <see cref="Redactor"/> and <see cref="DisplayText"/> together. Applied to audit events,
/// responses, log lines and exception messages.
/// </summary>
public static class Sanitizer
{
    /// <summary>Keeps newlines and tabs; for a log line use <see cref="Line"/>.</summary>
    public static string Text(string text) => DisplayText.Of(Redactor.Text(text), lines: true);

    /// <returns>The text on one line, with escaped line breaks, which could forge a log line.</returns>
    public static string Line(string text) =>
        Text(text.ReplaceLineEndings("\n")).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>As <see cref="Line"/>, truncated: for caller input in messages.</summary>
    /// <param name="maxLength">In characters, without the <c>...</c> that marks a truncation.</param>
    public static string Truncate(string text, int maxLength = 100)
    {
        // Truncated first, so that the cost does not depend on the length; a secret at the end may need more context than is shown.
        var beginning = text.Length > maxLength * 8 ? text[..(maxLength * 8)] : text;
        var line = Line(beginning);
        return line.Length <= maxLength && beginning.Length == text.Length ? line : string.Concat(DisplayText.Of(line[..Math.Min(maxLength, line.Length)]), "...");
    }

    /// <summary>As <see cref="Truncate"/>, for the path of a JSON member: each name is also redacted separately, because the patterns may not match behind a dot.</summary>
    public static string Path(string path) => Truncate(string.Join('.', Redactor.Text(path).Split('.').Select(Redactor.Text)));

    /// <returns>The same node, sanitized in place.</returns>
    public static JsonNode Json(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    SanitizeMember(members, name, value);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is { } item && SanitizeValue(item) is { } sanitizedValue && !ReferenceEquals(item, sanitizedValue))
                    {
                        items[i] = sanitizedValue;
                    }
                }

                break;
        }

        return node;
    }

    private static void SanitizeMember(JsonObject members, string name, JsonNode? value)
    {
        var sanitized = Text(name);
        var sanitizedValue = value is not null && SecretNames.IsSecret(name) && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
            ? JsonValue.Create(RedactValue(value))
            : value is null ? null : SanitizeValue(value);
        if (sanitized != name)
        {
            members.Remove(name);
        }

        if (sanitized != name || !ReferenceEquals(value, sanitizedValue))
        {
            members[sanitized] = sanitizedValue;
        }
    }

    // A value that a pattern recognizes as a whole keeps its label, such as [approval token].
    private static string RedactValue(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.String && Redactor.Text(value.GetValue<string>()) is ['[', .., ']'] label ? label : Redactor.Redacted;

    private static JsonNode SanitizeValue(JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.String)
        {
            return Json(value);
        }

        var text = value.GetValue<string>();
        var sanitized = Text(text);
        return sanitized == text ? value : JsonValue.Create(sanitized);
    }
}
