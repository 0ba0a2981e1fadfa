using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Task tokens: opaque and unguessable. A check value inside tells a token of this engine from garbage,
/// so that garbage answers InvalidToken and a spent token TaskTimedOut without keeping spent tokens.
/// </summary>
internal static class TaskToken
{
    private const int SecretBytes = 48;
    private const int CheckBytes = 6;

    public static string New()
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return Convert.ToBase64String([.. secret, .. Check(secret)]);
    }

    public static bool IsReadable(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && length == SecretBytes + CheckBytes
            && Check(bytes.AsSpan(0, SecretBytes)).AsSpan().SequenceEqual(bytes.AsSpan(SecretBytes, CheckBytes));
    }

    private static byte[] Check(ReadOnlySpan<byte> secret) => SHA256.HashData(secret)[..CheckBytes];
}
