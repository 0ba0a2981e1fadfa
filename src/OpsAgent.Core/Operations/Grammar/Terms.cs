namespace OpsAgent.Core.Operations.Grammar;

/// <summary>The meanings that belong to no operation; the conversation knows the words for them.</summary>
public static class Terms
{
    /// <summary>A word without a meaning of its own: a name, or any other word.</summary>
    public const string None = "";

    public const string Approve = "approve";
    public const string Approved = "approved";
    public const string Deny = "deny";
    public const string Withdraw = "withdraw";
    public const string Cancel = "cancel";
    public const string Pending = "pending";
    public const string Proposal = "proposal";

    public const string Show = "show";
    public const string Status = "status";
    public const string Help = "help";
    public const string Greeting = "hello";
    public const string Thanks = "thanks";

    public const string Instance = "instance";
    public const string Service = "service";
    public const string Cluster = "cluster";
    public const string LoadBalancer = "balancer";
    public const string Target = "target";
    public const string Tag = "tag";

    public const string Who = "who";
    public const string Same = "same";

    /// <summary>What was spoken of before: it, that, its.</summary>
    public const string It = "it";
}
