using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Text;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>Text, on one line unless <see cref="IsMultiline"/> says otherwise, trimmed; what people write (no pattern, no secret) has a letter or digit. Lengths are in the characters that people count (grapheme clusters), after trimming.</summary>
public sealed class TextParameter(string name, string description) : Parameter(name, description)
{
    private const int MaxUnitsPerCharacter = 8;

    public int MinLength { get; init; } = 1;

    public required int MaxLength { get; init; }

    /// <summary>What the whole value must match, or null. Anchored at both ends by its author.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>Takes off what people write around the value, such as the <c>#</c> of a channel; null for nothing.</summary>
    public Func<string, string>? Clean { get; init; }

    /// <summary>Several lines are allowed: newline and tab, and no other control character. Windows line ends are kept as newlines.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>It is a secret itself. Of every other text without a pattern what looks like a secret is not kept.</summary>
    public bool IsSecret { get; init; }

    public override string Rule => (Pattern, IsMultiline) switch
    {
        (not null, _) => $"must match {Pattern}",
        (_, true) => $"{MinLength} to {MaxLength} characters{Readable}, without control or invisible ones other than newlines and tabs",
        _ => $"{MinLength} to {MaxLength} characters on one line{Readable}, without control or invisible ones",
    };

    private string Readable => IsSecret ? string.Empty : ", with a letter or digit";

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = MinLength, ["maxLength"] = MaxLength };
        if (Pattern is not null)
        {
            schema["pattern"] = Pattern.ToString();
        }

        return schema;
    }

    internal override JsonNode? Read(JsonElement given, out string? broken)
    {
        if (given.ValueKind is not JsonValueKind.String)
        {
            broken = "must be a string";
            return null;
        }

        var text = given.GetString()!.Trim();
        if (IsMultiline)
        {
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        text = Clean?.Invoke(text) ?? text;
        broken = !IsWithinLength(text) || Pattern?.IsMatch(text) is false ? Rule
            : DisplayText.Problem(text, IsMultiline) is { } problem ? problem
            : Pattern is null && !IsSecret && !DisplayText.HasLetterOrDigit(text) ? "must have a letter or digit"
            : null;
        return broken is not null ? null : Pattern is null && !IsSecret ? Redactor.Text(text) : text;
    }

    // An emoji of several code points is one character to whoever writes it; the second bound is for stacks of marks.
    private bool IsWithinLength(string text) =>
        text.Length <= MaxLength * MaxUnitsPerCharacter
        && (text.Length <= MaxLength ? text.Length : new StringInfo(text).LengthInTextElements) <= MaxLength
        && text.Length >= MinLength
        && (text.Length >= MinLength * MaxUnitsPerCharacter ? text.Length : new StringInfo(text).LengthInTextElements) >= MinLength;
}
