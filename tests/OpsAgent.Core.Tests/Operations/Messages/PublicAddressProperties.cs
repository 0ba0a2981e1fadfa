using System.Net;
using System.Net.Sockets;

using FsCheck.Xunit;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Core.Tests.Operations.Messages;

/// <summary>The rule said a second time, in other words, over any address.</summary>
public sealed class PublicAddressProperties
{
    [Property(MaxTest = 2000)]
    public bool Is_AnyIPv4_AgreesWithArithmetic(byte a, byte b, byte c, byte d)
    {
        var special = a is 0 or 10 or 127 or >= 224
            || (a == 100 && b is >= 64 and < 128)
            || (a == 169 && b == 254)
            || (a == 172 && b is >= 16 and < 32)
            || (a == 192 && ((b == 168) || (b == 0 && c is 0 or 2) || (b == 31 && c == 196) || (b == 52 && c == 193) || (b == 88 && c == 99) || (b == 175 && c == 48)))
            || (a == 198 && (b is 18 or 19 || (b == 51 && c == 100)))
            || (a == 203 && b == 0 && c == 113);
        return PublicAddress.Is(new IPAddress([a, b, c, d])) == !special;
    }

    [Property(MaxTest = 2000)]
    public bool Is_AnyIPv4InsideIPv6_IsRefusedInEveryForm(byte a, byte b, byte c, byte d)
    {
        var v4 = new IPAddress([a, b, c, d]);
        var hex = $"{a:x2}{b:x2}:{c:x2}{d:x2}";
        return !PublicAddress.Is(v4.MapToIPv6())
            && new[] { $"::{hex}", $"::ffff:0:{hex}", $"64:ff9b::{hex}", $"64:ff9b:1::{hex}", $"2002:{hex}::1", $"2001:0:{hex}::1", $"2a01:111::5efe:{hex}" }
                .All(form => !PublicAddress.Is(IPAddress.Parse(form)));
    }

    [Property(MaxTest = 2000)]
    public bool Is_AnyIPv6ThatPasses_IsOfTheGlobalBlock(byte[] random)
    {
        var bytes = new byte[16];
        Array.Copy(random, bytes, Math.Min(16, random.Length));
        var address = new IPAddress(bytes);
        return address.AddressFamily is AddressFamily.InterNetworkV6 && (!PublicAddress.Is(address) || (bytes[0] & 0xE0) == 0x20);
    }
}
