namespace OpsAgent.Core.Identity;

/// <summary>Names in Parameter Store of the parameters that an administrator changes without a deployment.</summary>
public static class ParameterNames
{
    /// <summary>SecureString: the key of HTTP clients. A second key after a comma is valid too, for rotation: add the new key, move the clients, remove the old one; each change takes effect within 60 seconds.</summary>
    public const string ApiKey = "/opsagent/api-key";

    /// <summary>StringList of e-mail addresses: who may use diagnostics.</summary>
    public const string AllowedUsers = "/opsagent/allowed-users";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may propose.</summary>
    public const string Operators = "/opsagent/operators";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may approve and deny.</summary>
    public const string Approvers = "/opsagent/approvers";

    /// <summary>StringList, or <c>*</c> for every allowed user: who may administer.</summary>
    public const string Admins = "/opsagent/admins";

    /// <summary>
    /// StringLists below this name, <c>/opsagent/people/1</c> and so on, of entries <c>id=address</c>: further addresses and chat
    /// accounts of a person, who counts once by whichever they come.
    /// </summary>
    public const string People = "/opsagent/people";

    /// <summary>
    /// SecureString: the API Gateway key by which the usage plan counts every caller. No caller has it, and it
    /// authenticates nobody: API Gateway takes it from the authorizer.
    /// </summary>
    public const string UsagePlanKey = "/opsagent/usage-plan-key";

    /// <summary>StringList of channel names: where summaries may be posted by webhook; none if missing.</summary>
    public const string Channels = "/opsagent/channels";

    /// <summary>SecureString: the webhook URL of one channel. Anybody who has it can post.</summary>
    public static string ChannelWebhook(string name) => $"{Channels}/{name}";

    /// <summary>SecureString: the API key of the chat plugin of one environment.</summary>
    public static string PluginApiKey(string environment) => $"/opsagent/plugin-api-key-{environment}";
}
