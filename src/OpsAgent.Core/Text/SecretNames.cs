using System.Text.RegularExpressions;

namespace OpsAgent.Core.Text;

/// <summary>Names whose values are secrets, with any prefix: <c>db_password</c>, <c>clientSecret</c>, <c>X-API-Key</c>.</summary>
internal static partial class SecretNames
{
    internal const string Pattern =
        "(?:passwords?|passwd|passphrase|pwd|secrets?|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?key|private[_-]?key|shared[_-]?key"
        + "|account[_-]?key|signing[_-]?key|credentials?|authorization|signature|cookie)";

    public static bool IsSecret(string name) => SecretSuffix().IsMatch(VisibleText.HasHidden(name) ? VisibleText.Stripped(name).Visible : name);

    [GeneratedRegex(Pattern + @"\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretSuffix();
}
