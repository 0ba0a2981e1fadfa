using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Oidc;

namespace OpsAgent.Functions.Configuration;

/// <summary>What one deployment is made of: read once, when a process starts, from <see cref="DeploymentSetting.All"/>.</summary>
public sealed record Deployment
{
    public required AgentOptions Agent { get; init; }

    /// <summary>DynamoDB table of proposals, tokens, leases and idempotency keys.</summary>
    public required string ApprovalsTable { get; init; }

    /// <summary>DynamoDB table of signed submissions and approvals.</summary>
    public required string DecisionsTable { get; init; }

    /// <summary>DynamoDB table of audit events.</summary>
    public required string AuditTable { get; init; }

    /// <summary>DynamoDB table of incidents.</summary>
    public required string IncidentsTable { get; init; }

    /// <summary>DynamoDB table of counters and what lives for a day.</summary>
    public required string SessionsTable { get; init; }

    /// <summary>The hosts that webhooks may be on.</summary>
    public required WebhookHosts WebhookHosts { get; init; }

    /// <summary>ARN of the approval workflow; null where the host brings its own.</summary>
    public string? StateMachineArn { get; init; }

    /// <summary>ARN of the function Proposals, by which Chat proposes; null where the host brings its own.</summary>
    public string? ProposalsFunctionArn { get; init; }

    /// <summary>
    /// ARN of the function ChatWorker, to which ChatWebhooks hands jobs: named beside Proposals, since a function's environment has no
    /// room for another ARN. Null where Proposals has no ARN, or one of another name than the template's.
    /// </summary>
    public string? ChatWorkerFunctionArn =>
        ProposalsFunctionArn?.Split("-proposals:") is [var deployment, var alias] ? $"{deployment}-chat-worker:{alias}" : null;

    /// <summary>ARN of the topic for alarms and changes of the configuration; null in LOCAL_MOCK alone, as the other two.</summary>
    public string? NotificationsTopicArn { get; init; }

    /// <summary>ARN of the topic for requests for approval, reminders and outcomes.</summary>
    public string? ApprovalsTopicArn { get; init; }

    /// <summary>ARN of the topic for recorded incidents.</summary>
    public string? IncidentsTopicArn { get; init; }

    /// <summary>ARN of the only role that can change AWS.</summary>
    public string? ExecutorRoleArn { get; init; }

    /// <summary>ARN of the KMS key that signs submissions and approvals; null where the host brings its own.</summary>
    public string? DecisionKeyArn { get; init; }

    /// <summary>ARN of the KMS key that signs the digests of the audit, which AuditDigest alone is told; null in every other function, and where the host brings its own.</summary>
    public string? DigestKeyArn { get; init; }

    /// <summary>The bucket in which digests are kept too, which AuditDigest alone is told; null for none.</summary>
    public string? AuditArchiveBucket { get; init; }

    /// <summary>The model on Amazon Bedrock that reads chat messages: its id, an inference profile's id or an ARN; null for the parser alone.</summary>
    public string? BedrockModelId { get; init; }

    /// <summary>0 to 1; null for the model's own.</summary>
    public float? ModelTemperature { get; init; }

    /// <summary>Whose bearer tokens are taken; null for nobody's.</summary>
    public OidcOptions? Oidc { get; init; }
}
