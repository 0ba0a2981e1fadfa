using System.Globalization;

namespace OpsAgent.Local.Http;

/// <summary>An invocation took longer than its function may. The message is Lambda's.</summary>
#pragma warning disable CA1032, CA1064 // made by LocalLambda only
internal sealed class FunctionTimedOutException(string requestId, TimeSpan timeout)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:F2} seconds"))
#pragma warning restore CA1032, CA1064
{
    /// <summary>The errorType of Lambda's payload.</summary>
    public const string ErrorType = "Sandbox.Timedout";
}
