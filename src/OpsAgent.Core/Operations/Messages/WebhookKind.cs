namespace OpsAgent.Core.Operations.Messages;

/// <summary>What a webhook's far end reads.</summary>
public enum WebhookKind
{
    /// <summary>A Slack incoming webhook: text and blocks.</summary>
    Slack,

    /// <summary>A Teams Workflows webhook: a message with an Adaptive Card.</summary>
    Teams,
}
