using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Verifies AWS Signature Version 4 of a request without a query, implemented from the specification.</summary>
internal static class SigV4
{
    public static (string Scope, string[] SignedHeaders, string Signature) Parse(string authorization)
    {
        const string algorithm = "AWS4-HMAC-SHA256 ";
        Assert.StartsWith(algorithm, authorization, StringComparison.Ordinal);
        var parts = authorization[algorithm.Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        Assert.Equal(["Credential", "Signature", "SignedHeaders"], parts.Keys.Order(StringComparer.Ordinal));
        return (parts["Credential"], parts["SignedHeaders"].Split(';'), parts["Signature"]);
    }

    public static string Expected(ReceivedRequest request, string scope, IEnumerable<string> signedHeaders, string secret)
    {
        var names = signedHeaders.ToArray();
        // Every service but S3 signs the path encoded once more than it is sent.
        var path = string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        var canonical = new StringBuilder($"{request.Method}\n{path}\n\n");
        foreach (var name in names)
        {
            canonical.Append(name).Append(':').Append(request[name]?.Trim()).Append('\n');
        }

        canonical.Append('\n').AppendJoin(';', names).Append('\n').Append(Hash(request.Body));
        var stamp = request["X-Amz-Date"]!;
        var pieces = scope.Split('/');
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{string.Join('/', pieces[1..])}\n{Hash(canonical.ToString())}";
        var key = pieces[1..].Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Sign);
        return Convert.ToHexStringLower(Sign(key, toSign));
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
