using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

internal static class Jitter
{
    private const int Steps = 1 << 24;

    /// <returns>A random number of [0, 1).</returns>
    public static double Next() => RandomNumberGenerator.GetInt32(Steps) / (double)Steps;
}
