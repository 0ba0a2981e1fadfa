using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Identity;

/// <summary>A person: an ASCII e-mail address, compared without regard to case and stored in lower case.</summary>
[JsonConverter(typeof(UserIdConverter))]
public readonly partial record struct UserId
{
    /// <summary>OpsAgent itself. Not an e-mail address, so that no caller can have it.</summary>
    public static readonly UserId System = new("system");

    private UserId(string value) => Value = value;

    public string Value { get; }

    public static UserId? TryParse(string? text)
    {
        var trimmed = text?.Trim();
        return trimmed is { Length: <= 254 } && Email().IsMatch(trimmed)
            ? new UserId(trimmed.ToLowerInvariant())
            : null;
    }

    public override string ToString() => Value;

    internal static UserId FromStore(string text) => text == System.Value ? System : new UserId(text);

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Email();
}
