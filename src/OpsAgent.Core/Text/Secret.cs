using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Text;

/// <summary>
/// Text that must not be seen: a key, a token, an address that is one. Its text form says what it is and never what it
/// holds, so that no log line, message or record that shows it gives it away; it has no JSON form.
/// </summary>
/// <param name="kind">What it is, such as <c>webhook URL</c>.</param>
/// <param name="text">The secret.</param>
public class Secret(string kind, string text)
{
    /// <summary>For the one place that needs it.</summary>
    public string Reveal() => text;

    /// <returns>True when they are the same; the time it takes does not depend on where they differ or how long they are.</returns>
    public bool Matches(string given) => CryptographicOperations.FixedTimeEquals(Digest(text), Digest(given));

    public sealed override string ToString() => $"[{kind}]";

    private static byte[] Digest(string of) => SHA256.HashData(Encoding.UTF8.GetBytes(of));
}
