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

    /// <summary>String of JSON: the rules for writes, of which docs/policy.md tells. None if missing; nothing may be changed while it is broken.</summary>
    public const string Policy = "/opsagent/policy";

    /// <summary>
    /// SecureString: the API Gateway key by which the usage plan counts every caller. No caller has it, and it
    /// authenticates nobody: API Gateway takes it from the authorizer.
    /// </summary>
    public const string UsagePlanKey = "/opsagent/usage-plan-key";

    /// <summary>StringList of channel names: where summaries may be posted by webhook; none if missing.</summary>
    public const string Channels = "/opsagent/channels";

    /// <summary>SecureString: the webhook URL of one channel. Anybody who has it can post.</summary>
    public static string ChannelWebhook(string name) => $"{Channels}/{name}";

    /// <summary>String of JSON, <c>{"app_id","team_ids":[],"approval_channel","console_url"}</c>, the last two optional: the Slack app of this installation; no Slack if missing.</summary>
    public const string Slack = "/opsagent/slack";

    /// <summary>SecureString: Slack's signing secret. A second one after a comma is valid too, for rotation. Read by ChatWebhooks and Proposals alone: who has it can sign a decision.</summary>
    public const string SlackSigningSecret = "/opsagent/slack-signing-secret";

    /// <summary>SecureString: the Slack app's bot token (<c>xoxb-</c>). Read by ChatWebhooks and ChatWorker alone.</summary>
    public const string SlackBotToken = "/opsagent/slack-bot-token";

    /// <summary>String of JSON, <c>{"app_id","tenant_id","approval_conversation","service_url","console_url","token_tenant"}</c>, all but the first two optional: the Teams bot of this installation; no Teams if missing.</summary>
    public const string Teams = "/opsagent/teams";

    /// <summary>SecureString: the client secret of the Teams bot's app registration. A second one after a comma is tried too, for rotation. Read by ChatWorker alone.</summary>
    public const string TeamsClientSecret = "/opsagent/teams-client-secret";

    /// <summary>SecureString: the security token of an outgoing webhook of Teams' (base64). A second one after a comma is valid too, for rotation.</summary>
    public const string TeamsWebhookSecret = "/opsagent/teams-webhook-secret";

    /// <summary>SecureString: the API key of the chat plugin of one environment.</summary>
    public static string PluginApiKey(string environment) => $"/opsagent/plugin-api-key-{environment}";
}
