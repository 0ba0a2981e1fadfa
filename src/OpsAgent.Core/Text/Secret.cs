using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Text;

/// <summary>
/// A secret text, such as a key, a token or a webhook URL. ToString answers the kind and not the text, so that it is not
/// revealed by a log line, a message or a record; it has no JSON form.
/// </summary>
/// <param name="kind">What it is, such as <c>webhook URL</c>.</param>
/// <param name="text">The secret.</param>
public class Secret(string kind, string text)
{
    /// <returns>The secret text.</returns>
    public string Reveal() => text;

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string other) => CryptographicOperations.FixedTimeEquals(Digest(text), Digest(other));

    public sealed override string ToString() => $"[{kind}]";

    private static byte[] Digest(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
