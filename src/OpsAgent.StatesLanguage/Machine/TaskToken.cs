using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Task tokens: random, with a checksum that distinguishes a token of this engine (TaskTimedOut once its task has ended)
/// from any other text (InvalidToken) without storing old tokens.
/// </summary>
internal static class TaskToken
{
    private const int SecretLength = 48;
    private const int ChecksumLength = 6;

    public static string New()
    {
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        return Convert.ToBase64String([.. secret, .. Checksum(secret)]);
    }

    public static bool IsReadable(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && length == SecretLength + ChecksumLength
            && Checksum(bytes.AsSpan(0, SecretLength)).AsSpan().SequenceEqual(bytes.AsSpan(SecretLength, ChecksumLength));
    }

    private static byte[] Checksum(ReadOnlySpan<byte> secret) => SHA256.HashData(secret)[..ChecksumLength];
}
