using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

/// <summary>A key pair by which requests are signed (AWS Signature Version 4).</summary>
public sealed class AccessKey(string id, string secret)
{
    private const int IdLength = 12;
    private const int SecretLength = 40;

    public string Id { get; } = id;

    public string Secret { get; } = secret;

    /// <returns>A random pair. Its id looks like none of AWS's.</returns>
    public static AccessKey New() => new(
        "OPSAGENT" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", IdLength),
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", SecretLength));

    public override string ToString() => Id;
}
