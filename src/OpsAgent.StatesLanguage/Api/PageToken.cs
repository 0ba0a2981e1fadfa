using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary>nextToken: where a listing goes on, sealed with what is listed, so that no other listing takes it.</summary>
internal static class PageToken
{
    private const int SealBytes = 8;

    public static string Write(string listing, string position)
    {
        var text = Encoding.UTF8.GetBytes(position);
        return Convert.ToBase64String([.. Seal(listing, text), .. text]);
    }

    /// <exception cref="RefusalException">The token is not one of this listing.</exception>
    public static string? Read(string listing, string? token)
    {
        if (token is null)
        {
            return null;
        }

        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < SealBytes
            || !Seal(listing, bytes.AsSpan(SealBytes, length - SealBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SealBytes)))
        {
            throw Refusals.InvalidPageToken();
        }

        return Encoding.UTF8.GetString(bytes, SealBytes, length - SealBytes);
    }

    private static byte[] Seal(string listing, ReadOnlySpan<byte> position) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(listing), 0, .. position])[..SealBytes];
}
