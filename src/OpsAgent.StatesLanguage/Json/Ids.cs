using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

/// <summary>Version 4 UUIDs from a cryptographic random source.</summary>
internal static class Ids
{
    private const int Version4 = 0x40;
    private const int Variant1 = 0x80;

    public static string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | Version4);
        bytes[8] = (byte)((bytes[8] & 0x3F) | Variant1);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
