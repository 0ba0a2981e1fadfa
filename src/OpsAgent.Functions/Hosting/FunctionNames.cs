namespace OpsAgent.Functions.Hosting;

/// <summary>Every function of the one binary, by the name that <c>OPSAGENT_FUNCTION</c> and the local host use.</summary>
public static class FunctionNames
{
    public const string Diagnostics = "Diagnostics";
    public const string Proposals = "Proposals";
    public const string WorkflowOperations = "WorkflowOperations";
    public const string Chat = "Chat";
    public const string ChatWebhooks = "ChatWebhooks";
    public const string ChatWorker = "ChatWorker";
    public const string Mcp = "Mcp";
    public const string Console = "Console";
    public const string Health = "Health";
    public const string Authorizer = "Authorizer";
    public const string ValidateTags = "ValidateTags";
    public const string AssessRisk = "AssessRisk";
    public const string ExecuteAction = "ExecuteAction";
    public const string RequestApproval = "RequestApproval";
    public const string CloseApproval = "CloseApproval";
    public const string VerifyOutcome = "VerifyOutcome";
    public const string RecordOutcome = "RecordOutcome";
    public const string Reconciler = "Reconciler";
    public const string ConfigurationChanges = "ConfigurationChanges";
    public const string AuditDigest = "AuditDigest";

    /// <summary>The steps of the state machine: its definition names each as <c>${NameFunction}</c>.</summary>
    public static IReadOnlyList<string> Activities { get; } =
        [ValidateTags, AssessRisk, ExecuteAction, RequestApproval, CloseApproval, VerifyOutcome, RecordOutcome];

    public static IReadOnlyList<string> All { get; } = [Diagnostics, Proposals, WorkflowOperations, Chat, ChatWebhooks, ChatWorker, Mcp, Console, Health, Authorizer, .. Activities, Reconciler, ConfigurationChanges, AuditDigest];
}
