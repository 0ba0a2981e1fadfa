namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>The worker is gone: Step Functions sees <c>Runtime.ExitError</c>, an HTTP client a broken connection.</summary>
internal sealed class WorkerCrashException() : Exception("The worker was killed.");
