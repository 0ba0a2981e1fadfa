using System.Buffers;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Text;

/// <summary>
/// Removes secrets from untrusted text by their format and by the name in front of them. Defence in depth only: a secret without
/// a known format or name is not found. Ids, ARNs, e-mail addresses and hex digests stay. Idempotent.
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
        if (text.AsSpan().ContainsAny(Markers))
        {
            text = SecretPatterns.PrivateKey().Replace(text, Redacted);
            // Before the URL patterns, which would remove the name and leave its value, and again at the end.
            text = ReplaceAfterKeep(SecretPatterns.NamedValue(), text);
            text = ReplaceAfterKeep(SecretPatterns.Webhook(), text);
            text = SecretPatterns.UserInfo().Replace(text, $"${{keep}}{Redacted}@");
            text = ReplaceAfterKeep(SecretPatterns.QueryParameter(), text);
            text = ReplaceAfterKeep(SecretPatterns.Header(), text);
            text = ReplaceAfterKeep(SecretPatterns.AuthenticationScheme(), text);
            text = SecretPatterns.Jwt().Replace(text, Redacted);
            text = SecretPatterns.AccessKeyId().Replace(text, Redacted);
            text = SecretPatterns.ApprovalToken().Replace(text, "[approval token]");
            text = SecretPatterns.TaskToken().Replace(text, "[task token]");
            text = SecretPatterns.VendorToken().Replace(text, Redacted);
            text = ReplaceAfterKeep(SecretPatterns.NamedValue(), text);
        }

        return SecretPatterns.PossiblyRandom().Replace(text, run => IsRandom(run.ValueSpan) ? Redacted : run.Value);
    }

    /// <returns>The redacted value; all of it if the name is that of a secret.</returns>
    public static string Value(string name, string value) => SecretNames.IsSecret(name) ? Redacted : Text(value);

    private static string ReplaceAfterKeep(Regex pattern, string text) => pattern.Replace(text, $"${{keep}}{Redacted}");

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
