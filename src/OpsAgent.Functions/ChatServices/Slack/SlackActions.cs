namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>The action ids of our buttons.</summary>
internal static class SlackActions
{
    public const string Approve = "opsagent_approve";
    public const string Deny = "opsagent_deny";
    public const string Withdraw = "opsagent_withdraw";

    /// <summary>Of a draft.</summary>
    public const string Confirm = "opsagent_confirm";

    /// <summary>Asks for the same change once more.</summary>
    public const string Again = "opsagent_again";

    /// <summary>A link: Slack opens it itself and tells of the press all the same.</summary>
    public const string Open = "opsagent_open";
}
