using System.Buffers;

namespace OpsAgent.Core.Text;

/// <summary>
/// Removes secrets from untrusted text by their format and by the name in front of them. Defence in depth only: a secret without
/// a known format or name is not found. Invisible characters do not hide one. Ids, ARNs, e-mail addresses and hex digests stay. Idempotent.
/// </summary>
public static class Redactor
{
    public const string Redacted = "[redacted]";

    // Fast path: a text without any of these needs no pattern but the last. Case-insensitive.
    private static readonly SearchValues<string> Markers = SearchValues.Create(
        [
            "pass", "pwd", "secret", "token", "key", "credential", "authorization", "signature", "cookie", "bearer", "basic", "hmac", "splunk",
            "://", "hooks.slack", "azure", "powerplatform", "powerautomate", "office", "discord", "?", "&", "eyJ", "akia", "asia", "abia", "acca",
            "approve-", "AAAAKgAAAA", "xox", "xapp", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "AIza", "npm_", "SG.",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static string Text(string text)
    {
        // First as it is seen: an invisible character in a secret or its name must not hide it. Then as it is, because without such
        // a character between them a word and a secret are one word.
        return Redact(VisibleText.Whole(VisibleText.HasHidden(text) ? Redact(VisibleText.Stripped(text)) : text));
    }

    /// <returns>The redacted value; all of it if the name is that of a secret.</returns>
    public static string Value(string name, string value) => SecretNames.IsSecret(name) ? Redacted : Text(value);

    private static string Redact(VisibleText text)
    {
        if (text.ContainsAny(Markers))
        {
            text.Replace(SecretPatterns.PrivateKey(), Redacted);
            // Before the URL patterns, which would remove the name and leave its value, and again at the end.
            text.Replace(SecretPatterns.NamedValue(), Redacted);
            text.Replace(SecretPatterns.Webhook(), Redacted);
            text.Replace(SecretPatterns.UserInfo(), $"{Redacted}@");
            text.Replace(SecretPatterns.QueryParameter(), Redacted);
            text.Replace(SecretPatterns.Header(), Redacted);
            text.Replace(SecretPatterns.AuthenticationScheme(), Redacted);
            text.Replace(SecretPatterns.Jwt(), Redacted);
            text.Replace(SecretPatterns.AccessKeyId(), Redacted);
            text.Replace(SecretPatterns.ApprovalToken(), "[approval token]");
            text.Replace(SecretPatterns.TaskToken(), "[task token]");
            text.Replace(SecretPatterns.VendorToken(), Redacted);
            text.Replace(SecretPatterns.NamedValue(), Redacted);
        }

        text.Replace(SecretPatterns.PossiblyRandom(), Redacted, match => IsRandom(match.ValueSpan));
        return text.ToString();
    }

    // In random text two of three characters differ in class from the one before; in words and paths fewer do. Hex digests
    // have no upper case.
    private static bool IsRandom(ReadOnlySpan<char> run)
    {
        var (changes, upper, lower, digit) = (0, false, false, false);
        for (var i = 0; i < run.Length; i++)
        {
            upper |= char.IsAsciiLetterUpper(run[i]);
            lower |= char.IsAsciiLetterLower(run[i]);
            digit |= char.IsAsciiDigit(run[i]);
            changes += i > 0 && CharacterClass(run[i]) != CharacterClass(run[i - 1]) ? 1 : 0;
        }

        return upper && lower && digit && changes * 20 >= run.Length * 7;
    }

    private static int CharacterClass(char c) => char.IsAsciiLetterUpper(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3;
}
