using System.Security.Cryptography;

using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Hosting;

/// <summary>A signing key of a local host, of decisions or of digests: a PKCS #8 file in its data folder, made at the first start, which its owner alone may read.</summary>
public sealed class DecisionKeyFile : ISigningKey, IVerificationKey, IDisposable
{
    public const string Name = "decision-key.pem";

    /// <summary>The key by which digests of the audit are signed.</summary>
    public const string DigestName = "digest-key.pem";

    private readonly ECDsa _key;

    private DecisionKeyFile(ECDsa key) => _key = key;

    /// <exception cref="InvalidDataException">The file holds no key; nothing is changed.</exception>
    public static DecisionKeyFile Open(string folder, string name = Name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(path, made.ExportPkcs8PrivateKeyPem());
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new DecisionKeyFile(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{path} holds no signing key. Move it away, and the next start makes a new one: what the old one signed does not hold then, and what waits for execution must be proposed again.", e);
        }
    }

    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(_key.SignData(content.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public Task<byte[]> ReadPublicKeyAsync(CancellationToken cancellationToken) => Task.FromResult(_key.ExportSubjectPublicKeyInfo());

    public void Dispose() => _key.Dispose();

    private static void Write(string path, string text)
    {
        using var file = new StreamWriter(PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        file.Write(text);
    }
}
