namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>The action ids of the buttons in Slack.</summary>
public static class SlackActions
{
    public const string Approve = "opsagent_approve";
    public const string Deny = "opsagent_deny";
    public const string Withdraw = "opsagent_withdraw";

    /// <summary>Confirms a draft.</summary>
    public const string Confirm = "opsagent_confirm";

    /// <summary>Proposes once more what was not decided in time.</summary>
    public const string Again = "opsagent_again";

    /// <summary>Opens a page: nothing is done.</summary>
    public const string Open = "opsagent_open";
}
