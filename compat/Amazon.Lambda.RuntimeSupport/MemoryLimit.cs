using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Lambda kills a process at its memory size without telling the runtime what that is. So the collector is told: the managed
/// heap may have all of it. <c>AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK=true</c> or a lower limit of the process leaves it alone.
/// </summary>
internal static class MemoryLimit
{
    public static void Apply()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK"), "true", StringComparison.OrdinalIgnoreCase)
            || !ulong.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), CultureInfo.InvariantCulture, out var megabytes)
            || (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < megabytes * 1024 * 1024)
        {
            return;
        }

        try
        {
            AppContext.SetData("GCHeapHardLimit", megabytes * 1024 * 1024);
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // More is in use already, or the limit does not suit the collector: it goes on without one.
        }
    }
}
