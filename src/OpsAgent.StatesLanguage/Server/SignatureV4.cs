using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OpsAgent.StatesLanguage;

/// <summary>AWS Signature Version 4 in the header Authorization, of requests to any service but S3: signs and verifies.</summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string AmzDate = "x-amz-date";
    private const string AmzPrefix = "x-amz-";

    // AWS's own tolerance.
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    /// <summary>Whether there is a signature, of whomever.</summary>
    public static bool IsSigned(HttpRequest request) =>
        request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal);

    /// <returns>Null if the request is signed with the key, now.</returns>
    public static Rejection? Check(HttpRequest request, byte[] body, AccessKey key, string service, DateTimeOffset now)
    {
        if (!IsSigned(request))
        {
            return Refuse("MissingAuthenticationTokenException", "The request is not signed: use the key pair that opsagent printed");
        }

        var fields = Fields(request.Headers.Authorization.ToString());
        var scope = fields.GetValueOrDefault("Credential", string.Empty).Split('/', 2);
        if (scope is not [var id, var rest] || rest.Split('/') is not [var date, _, var scopeService, Terminator]
            || !fields.TryGetValue("SignedHeaders", out var names) || !fields.TryGetValue("Signature", out var signature)
            || !DateTimeOffset.TryParseExact(request.Headers[AmzDate], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
        {
            return Refuse("IncompleteSignatureException", "The request's Authorization and X-Amz-Date are not those of an AWS client");
        }

        var time = request.Headers[AmzDate].ToString();
        return id != key.Id ? Refuse("UnrecognizedClientException", "The access key is not that of this run: use the key pair that opsagent printed")
            : (signedAt - now).Duration() > MaxSkew ? Refuse("InvalidSignatureException", $"Signature expired: it is of {time}, and now it is {Format(now)}")
            : !time.StartsWith(date, StringComparison.Ordinal) || scopeService != service || !CoversAll(request, names.Split(';'))
                || !IsEqual(signature, Sign(Canonical(request, names.Split(';'), body), key, time, rest))
                ? Refuse("InvalidSignatureException", "The signature does not match the request and the key pair that opsagent printed")
            : null;
    }

    /// <summary>Signs all headers that the request has by now.</summary>
    public static void Sign(HttpRequestMessage request, byte[] body, AccessKey key, string region, string service, DateTimeOffset now)
    {
        var (url, time) = (request.RequestUri!, Format(now));
        request.Headers.Host = url.Authority;
        request.Headers.Add(AmzDate, time);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
        var names = headers.Keys.Order(StringComparer.Ordinal).ToList();
        var scope = $"{time[..8]}/{region}/{service}/{Terminator}";
        var signature = Sign(Canonical(request.Method.Method, url.PathAndQuery, names, n => headers[n], body), key, time, scope);
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={key.Id}/{scope}, SignedHeaders={string.Join(';', names)}, Signature={signature}");
    }

    private static string Canonical(HttpRequest request, IReadOnlyList<string> names, byte[] body) => Canonical(
        request.Method, request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, names, n => request.Headers[n].Select(v => v ?? string.Empty), body);

    private static string Canonical(string method, string target, IReadOnlyList<string> names, Func<string, IEnumerable<string>> valuesOf, byte[] body)
    {
        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, string.Empty);
        var headers = names.Select(n => $"{n}:{string.Join(',', valuesOf(n).Select(Trimmed))}\n");
        return $"{method}\n{Encoded(path, "/")}\n{Canonical(query)}\n{string.Concat(headers)}\n{string.Join(';', names)}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
    }

    private static string Canonical(string query)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .Select(p => (Name: Encoded(Uri.UnescapeDataString(p[0])), Value: p.Length == 1 ? string.Empty : Encoded(Uri.UnescapeDataString(p[1]))));
        return string.Join('&', parameters.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Sign(string canonical, AccessKey key, string time, string scope)
    {
        var text = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signingKey = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + key.Secret), Hash);
        return Convert.ToHexStringLower(Hash(signingKey, text));
    }

    private static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    // What is not signed, somebody may have changed: as AWS, Host and all x-amz-* must be.
    private static bool CoversAll(HttpRequest request, string[] names) => request.Headers
        .Select(h => h.Key.ToLowerInvariant())
        .Where(n => n == "host" || n.StartsWith(AmzPrefix, StringComparison.Ordinal))
        .All(names.Contains);

    private static bool IsEqual(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static Dictionary<string, string> Fields(string authorization)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries).Select(f => f.Split('=', 2)))
        {
            fields[field[0]] = field.Length == 1 ? string.Empty : field[1];
        }

        return fields;
    }

    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Encoded(string text, string kept = "")
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)value;
            _ = char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~' || kept.Contains(character, StringComparison.Ordinal)
                ? encoded.Append(character)
                : encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return encoded.ToString();
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static Rejection Refuse(string code, string message) => new(StatusCodes.Status403Forbidden, code, message);
}
