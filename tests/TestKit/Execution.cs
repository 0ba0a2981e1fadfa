using OpsAgent.Core.Operations;

namespace OpsAgent.TestKit;

/// <summary>One call that a <see cref="FakeExecutorRole"/> received.</summary>
public sealed record Execution(ExecutorScope Scope, string InstanceId, WriteIntent Intent);
