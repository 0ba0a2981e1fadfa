using Amazon.Lambda.Core;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>Drops what is logged: an invocation that Lambda ends logs its own end as a fault.</summary>
internal sealed class QuietLogger : ILambdaLogger
{
    public static QuietLogger Instance { get; } = new();

    public void Log(string message)
    {
    }

    public void LogLine(string message)
    {
    }
}
