namespace OpsAgent.StatesLanguage;

/// <summary>The validated parameters of StartExecution. <see cref="TestCase"/> is the part of the ARN after <c>#</c>.</summary>
internal sealed record StartRequest(string StateMachineArn, string? TestCase, string? Name, string Input, string? TraceHeader);
