using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>The deployment for which a decision is signed.</summary>
public sealed record DecisionScope(ExecutionMode Mode, string Environment, string Account, string Region)
{
    /// <param name="executionArn">Of any execution of the deployment's state machine.</param>
    public static DecisionScope Of(AgentOptions options, string executionArn) =>
        executionArn.Split(':') is [_, _, _, var region, var account, ..]
            ? new DecisionScope(options.Mode, options.Environment, account, region)
            : throw new ArgumentException($"{executionArn} is not an ARN.", nameof(executionArn));
}
