using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary><c>nextToken</c>: the position of the next page, with a digest that binds it to one listingName.</summary>
internal static class PageToken
{
    private const int DigestLength = 8;

    public static string Encode(string listingName, string position)
    {
        var text = Encoding.UTF8.GetBytes(position);
        return Convert.ToBase64String([.. Digest(listingName, text), .. text]);
    }

    /// <exception cref="ApiErrorException">InvalidToken: the token is not one of this listing.</exception>
    public static string? Decode(string listingName, string? token)
    {
        if (token is null)
        {
            return null;
        }

        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < DigestLength
            || !Digest(listingName, bytes.AsSpan(DigestLength, length - DigestLength)).AsSpan().SequenceEqual(bytes.AsSpan(0, DigestLength)))
        {
            throw ApiErrors.InvalidPageToken();
        }

        return Encoding.UTF8.GetString(bytes, DigestLength, length - DigestLength);
    }

    private static byte[] Digest(string listingName, ReadOnlySpan<byte> position) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(listingName), 0, .. position])[..DigestLength];
}
