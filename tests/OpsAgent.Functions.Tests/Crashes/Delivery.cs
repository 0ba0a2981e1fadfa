namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>One event as Lambda hands it to a function. Delivered again, it has the same request id.</summary>
internal sealed record Delivery(string Function, string Input, string RequestId);
