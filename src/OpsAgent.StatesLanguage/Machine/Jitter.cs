using System.Security.Cryptography;

namespace OpsAgent.StatesLanguage;

internal static class Jitter
{
    private const int Steps = 1 << 24;

    /// <summary>From 0 up to, but not including, 1.</summary>
    public static double Next() => RandomNumberGenerator.GetInt32(Steps) / (double)Steps;
}
