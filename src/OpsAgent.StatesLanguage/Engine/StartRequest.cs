namespace OpsAgent.StatesLanguage;

/// <summary>What StartExecution asks for, checked. <see cref="TestCase"/> is the part of the ARN after <c>#</c>.</summary>
internal sealed record StartRequest(string MachineArn, string? TestCase, string? Name, string Input, string? Trace);
