using System.Collections.Immutable;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.TestKit;

/// <summary>A write's questions that go by a plan, asked with the arguments of one.</summary>
public static class WriteOperationCalls
{
    public static IReadOnlyList<VerificationSignal> Signals(this WriteOperation operation, Arguments arguments, TargetState target) =>
        operation.Signals(operation.Plan(arguments, target), target);

    /// <summary>For a write whose change is in its arguments alone.</summary>
    public static Task ExecuteAsync(this WriteOperation operation, Arguments arguments, IExecutor executor, WriteIntent intent, CancellationToken cancellationToken)
    {
        var nothing = ImmutableSortedDictionary<string, string>.Empty;
        return operation.ExecuteAsync(
            new ChangePlan(operation.Name, arguments.Values, new ResourceTarget("arn", "id", "type"), "summary", nothing, nothing, "undo"), executor, intent, cancellationToken);
    }
}
