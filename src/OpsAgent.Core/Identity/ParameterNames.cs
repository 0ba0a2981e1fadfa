namespace OpsAgent.Core.Identity;

/// <summary>The parameters that an administrator changes without a deployment, by their names in Parameter Store.</summary>
public static class ParameterNames
{
    /// <summary>SecureString: the key of HTTP clients. A second value after a comma is good too, for a rotation: add the new key, move the clients, remove the old one; each change holds within 60 seconds.</summary>
    public const string ApiKey = "/opsagent/api-key";

    /// <summary>StringList of e-mail addresses: who may look.</summary>
    public const string AllowedUsers = "/opsagent/allowed-users";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may propose.</summary>
    public const string Operators = "/opsagent/operators";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may approve and deny.</summary>
    public const string Approvers = "/opsagent/approvers";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may administer.</summary>
    public const string Admins = "/opsagent/admins";

    /// <summary>
    /// SecureString: the API Gateway key by which the usage plan counts every caller. No caller knows it, and it opens
    /// nothing: the gateway takes keys from the authorizer alone.
    /// </summary>
    public const string UsagePlanKey = "/opsagent/usage-plan-key";
    /// <summary>StringList of channel names: where summaries may be posted by webhook. Missing means nowhere.</summary>
    public const string Channels = "/opsagent/channels";

    /// <summary>SecureString: the webhook URL of one channel. Whoever knows it can post.</summary>
    public static string ChannelWebhook(string name) => $"{Channels}/{name}";

    /// <summary>SecureString: the key of the chat plugin of one environment.</summary>
    public static string PluginApiKey(string environment) => $"/opsagent/plugin-api-key-{environment}";

    /// <summary>What is read to admit somebody: unreadable, nobody gets in.</summary>
    public static IReadOnlyList<string> ForAdmission(string environment) =>
        [AllowedUsers, Operators, Approvers, Admins, ApiKey, PluginApiKey(environment)];
}
