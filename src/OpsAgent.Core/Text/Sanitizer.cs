using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Text;

/// <summary>
/// What may leave the system: without secrets, and without characters that hide, turn text round or steer a terminal.
/// Audit events, answers, log lines and the messages of exceptions all pass here, whoever wrote what they tell.
/// </summary>
public static class Sanitizer
{
    /// <summary>Newlines and tabs stay; a line of a log needs <see cref="Line"/>.</summary>
    public static string Text(string text) => DisplayText.Of(Redactor.Text(text), lines: true);

    /// <returns>The text on one line: a line break inside it would let the rest pass for a line of its own.</returns>
    public static string Line(string text) =>
        Text(text.ReplaceLineEndings("\n")).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <returns>The text as <see cref="Line"/>, cut to a length: for what a caller sent and an answer names.</returns>
    public static string Short(string text, int most = 100)
    {
        // Cut before it is searched, so that a long text costs no more than a short one; what is kept is cut once more.
        var beginning = text.Length > most * 8 ? text[..(most * 8)] : text;
        var line = Line(beginning);
        return line.Length <= most && beginning.Length == text.Length ? line : string.Concat(DisplayText.Of(line[..Math.Min(most, line.Length)]), "...");
    }

    /// <returns>A member's path as <see cref="Short"/>: each name of it is searched too, since a secret behind a dot may look like none.</returns>
    public static string Path(string path) => Short(string.Join('.', Redactor.Text(path).Split('.').Select(Redactor.Text)));

    /// <returns>The same node, cleaned in place.</returns>
    public static JsonNode Json(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    Put(members, name, value);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is { } item && Cleaned(item) is { } cleaned && !ReferenceEquals(item, cleaned))
                    {
                        items[i] = cleaned;
                    }
                }

                break;
        }

        return node;
    }

    private static void Put(JsonObject members, string name, JsonNode? value)
    {
        var shown = Text(name);
        var cleaned = value is not null && SecretNames.IsSecret(name) && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
            ? JsonValue.Create(Hidden(value))
            : value is null ? null : Cleaned(value);
        if (shown != name)
        {
            members.Remove(name);
        }

        if (shown != name || !ReferenceEquals(value, cleaned))
        {
            members[shown] = cleaned;
        }
    }

    // A token that its own pattern knows keeps the word for what it was.
    private static string Hidden(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.String && Redactor.Text(value.GetValue<string>()) is ['[', .., ']'] known ? known : Redactor.Redacted;

    private static JsonNode Cleaned(JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.String)
        {
            return Json(value);
        }

        var text = value.GetValue<string>();
        var shown = Text(text);
        return shown == text ? value : JsonValue.Create(shown);
    }
}
