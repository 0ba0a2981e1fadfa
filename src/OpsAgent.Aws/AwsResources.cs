using OpsAgent.Aws.Messaging;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws;

/// <summary>What one deployment consists of on AWS, by name and ARN.</summary>
public sealed record AwsResources
{
    /// <summary>DRY_RUN or SANDBOX_LIVE: whether the executor can write.</summary>
    public required ExecutionMode Mode { get; init; }

    public required TableNames Tables { get; init; }

    /// <summary>What every name in Parameter Store begins with, such as <c>/opsagent</c>.</summary>
    public required string ParameterPrefix { get; init; }

    /// <summary>The deployment's name, such as <c>production</c>.</summary>
    public required string Environment { get; init; }

    public required SnsTopics Topics { get; init; }

    /// <summary>ARN of the only role that can change AWS.</summary>
    public required string ExecutorRoleArn { get; init; }

    /// <summary>ARN of the KMS key by which submissions and approvals are signed; null where another key signs.</summary>
    public string? DecisionKeyArn { get; init; }

    /// <summary>ARN of the KMS key by which digests of the audit are signed; null where another key signs, or none are made.</summary>
    public string? DigestKeyArn { get; init; }

    /// <summary>The bucket in which digests are kept too; null for none.</summary>
    public string? AuditArchiveBucket { get; init; }

    /// <summary>ARN of the approval workflow; null where the state machine runs elsewhere.</summary>
    public string? StateMachineArn { get; init; }

    /// <summary>ARN of the function Proposals with its alias; null where it runs elsewhere.</summary>
    public string? ProposalsFunctionArn { get; init; }

    /// <summary>ARN of the function ChatWorker with its alias; null where it runs elsewhere.</summary>
    public string? ChatWorkerFunctionArn { get; init; }

    /// <summary>Model id, inference profile id or ARN on Amazon Bedrock; null for none.</summary>
    public string? BedrockModelId { get; init; }

    /// <summary>0 to 1; null for the model's own.</summary>
    public float? ModelTemperature { get; init; }
}
