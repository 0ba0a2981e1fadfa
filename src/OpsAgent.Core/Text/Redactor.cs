using System.Buffers;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Text;

/// <summary>
/// Takes secrets out of text that somebody else wrote, by what they look like and what stands before them. It is the
/// last fence and no licence to let them come so far: what has no form of its own and no name before it passes.
/// Ids, ARNs, e-mail addresses and hex digests stay. Doing it twice changes nothing.
/// </summary>
public static class Redactor
{
    public const string Redacted = "[redacted]";

    // Most texts have none of these and are left alone at once. Compared without regard to case.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "pass", "pwd", "secret", "token", "key", "credential", "authorization", "signature", "cookie", "bearer", "basic", "hmac", "splunk",
            "://", "hooks.slack", "azure", "powerplatform", "powerautomate", "office", "discord", "?", "&", "eyJ", "akia", "asia", "abia", "acca",
            "approve-", "AAAAKgAAAA", "xox", "xapp", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "AIza", "npm_", "SG.",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static string Text(string text)
    {
        if (text.AsSpan().ContainsAny(Signs))
        {
            text = SecretPatterns.PrivateKey().Replace(text, Redacted);
            // Here too, before an address in front of it takes the name and leaves its value.
            text = Keeping(SecretPatterns.Named(), text);
            text = Keeping(SecretPatterns.Webhook(), text);
            text = SecretPatterns.UserInfo().Replace(text, $"${{keep}}{Redacted}@");
            text = Keeping(SecretPatterns.Query(), text);
            text = Keeping(SecretPatterns.Header(), text);
            text = Keeping(SecretPatterns.Scheme(), text);
            text = SecretPatterns.WebToken().Replace(text, Redacted);
            text = SecretPatterns.AccessKeyId().Replace(text, Redacted);
            text = SecretPatterns.ApprovalToken().Replace(text, "[approval token]");
            text = SecretPatterns.TaskToken().Replace(text, "[task token]");
            text = SecretPatterns.Known().Replace(text, Redacted);
            text = Keeping(SecretPatterns.Named(), text);
        }

        return SecretPatterns.Opaque().Replace(text, run => IsRandom(run.ValueSpan) ? Redacted : run.Value);
    }

    /// <returns>The value as it may be shown under its name: nothing of it where the name says that it is a secret.</returns>
    public static string Value(string name, string value) => SecretNames.IsSecret(name) ? Redacted : Text(value);

    private static string Keeping(Regex pattern, string text) => pattern.Replace(text, $"${{keep}}{Redacted}");

    // Random characters change their kind at two of three steps. Words and paths stay longer with one, and digests in hex
    // have no upper case.
    private static bool IsRandom(ReadOnlySpan<char> run)
    {
        var (changes, upper, lower, digit) = (0, false, false, false);
        for (var i = 0; i < run.Length; i++)
        {
            upper |= char.IsAsciiLetterUpper(run[i]);
            lower |= char.IsAsciiLetterLower(run[i]);
            digit |= char.IsAsciiDigit(run[i]);
            changes += i > 0 && KindOf(run[i]) != KindOf(run[i - 1]) ? 1 : 0;
        }

        return upper && lower && digit && changes * 20 >= run.Length * 7;
    }

    private static int KindOf(char c) => char.IsAsciiLetterUpper(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3;
}
