using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

internal static class NumberFunctions
{
    public static readonly Intrinsic[] All =
    [
        new("States.MathAdd", 2, 2, arguments => Add(arguments.Integer(0), arguments.Integer(1))),
        new("States.MathRandom", 2, 3, arguments => Random(
            arguments.Integer(0), arguments.Integer(1), arguments.Count == 3 ? arguments.Integer(2) : null)),
    ];

    private static long Add(long left, long right)
    {
        try
        {
            return checked(left + right);
        }
        catch (OverflowException)
        {
            throw new IntrinsicArgumentException("The sum has more than 64 bits");
        }
    }

    // Start inclusive, end exclusive, as documented.
    private static long Random(long from, long to, long? seed)
    {
        if (to <= from)
        {
            throw new IntrinsicArgumentException("The end number must be greater than the start number");
        }

        if (seed is null)
        {
            return from + (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) % (ulong)(to - from));
        }

#pragma warning disable CA5394 // a seed asks for repeatable numbers, which is the opposite of secure ones
        return new Random(seed.GetHashCode()).NextInt64(from, to);
#pragma warning restore CA5394
    }
}
