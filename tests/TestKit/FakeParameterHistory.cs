using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>The versions of the policy's parameter, oldest first.</summary>
public sealed class FakeParameterHistory(params IReadOnlyList<ParameterVersion> policies) : IParameterHistory
{
    /// <summary>What every read throws, or null.</summary>
    public Exception? Failure { get; init; }

    public int Reads { get; private set; }

    public Task<IReadOnlyList<ParameterVersion>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Reads++;
        return Failure is { } failure ? Task.FromException<IReadOnlyList<ParameterVersion>>(failure)
            : Task.FromResult(name == ParameterNames.Policy ? policies : throw new ArgumentException(name, nameof(name)));
    }

    public static AwsException Denied { get; } = new(ErrorCode.AwsAccessDenied, "ssm:GetParameterHistory", "/opsagent/policy", "AWS refused ssm:GetParameterHistory on /opsagent/policy.");
}
