using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.TestKit.Oidc;

/// <summary>Signs tokens with plain .NET cryptography, so that no library checks its own work. Keys are made at run time.</summary>
public sealed class TokenSigner
{
    private readonly Func<byte[], byte[]> _sign;

    private TokenSigner(string algorithm, string keyId, Func<byte[], byte[]> sign, JsonObject? publicKey = null, string? publicPem = null) =>
        (Algorithm, KeyId, _sign, PublicKey, PublicPem) = (algorithm, keyId, sign, publicKey, publicPem);

    public string Algorithm { get; }

    public string KeyId { get; }

    /// <summary>As the issuer publishes it; null for what has none.</summary>
    public JsonObject? PublicKey { get; }

    public string? PublicPem { get; }

    /// <param name="algorithm">RS or PS with 256, 384 or 512.</param>
    public static TokenSigner Rsa(string algorithm, string keyId, int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        var published = rsa.ExportParameters(includePrivateParameters: false);
        var padding = algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return new TokenSigner(
            algorithm,
            keyId,
            data =>
            {
                lock (rsa)
                {
                    return rsa.SignData(data, HashOf(algorithm), padding);
                }
            },
            new JsonObject
            {
                ["kty"] = "RSA", ["use"] = "sig", ["kid"] = keyId, ["n"] = Text(published.Modulus!), ["e"] = Text(published.Exponent!),
            },
            rsa.ExportSubjectPublicKeyInfoPem());
    }

    /// <param name="algorithm">ES with 256, 384 or 512.</param>
    public static TokenSigner Ec(string algorithm, string keyId)
    {
        var (curve, name) = algorithm switch
        {
            "ES256" => (ECCurve.NamedCurves.nistP256, "P-256"),
            "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
            _ => (ECCurve.NamedCurves.nistP521, "P-521"),
        };
        var key = ECDsa.Create(curve);
        var published = key.ExportParameters(includePrivateParameters: false);
        return new TokenSigner(
            algorithm,
            keyId,
            data =>
            {
                lock (key)
                {
                    return key.SignData(data, HashOf(algorithm));
                }
            },
            new JsonObject
            {
                ["kty"] = "EC", ["use"] = "sig", ["kid"] = keyId, ["crv"] = name, ["x"] = Text(published.Q.X!), ["y"] = Text(published.Q.Y!),
            });
    }

    /// <summary>What an attacker makes of a public key: the secret of a symmetric signature.</summary>
    public static TokenSigner Hmac(string secret, string keyId) =>
        new("HS256", keyId, data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), data));

    public static TokenSigner None(string keyId) => new("none", keyId, _ => []);

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public string Sign(JsonObject header, JsonObject payload)
    {
        var text = $"{Text(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Text(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        return $"{text}.{Text(_sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static HashAlgorithmName HashOf(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}
