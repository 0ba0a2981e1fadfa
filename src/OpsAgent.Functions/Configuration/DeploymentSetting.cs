namespace OpsAgent.Functions.Configuration;

/// <summary>One setting: its name in the template and for <c>up --set</c>, and the environment variable that carries it.</summary>
/// <param name="Name">Such as <c>TagEnvironment</c>.</param>
/// <param name="Variable">Such as <c>OPSAGENT_TAG_ENVIRONMENT</c>.</param>
/// <param name="Description">What it does, its values and its default, in one sentence.</param>
public sealed record DeploymentSetting(string Name, string Variable, string Description)
{
    /// <summary>Every setting, in the order in which help lists them.</summary>
    public static IReadOnlyList<DeploymentSetting> All { get; } =
    [
        new("ExecutionMode", "OPSAGENT_EXECUTION_MODE", "LOCAL_MOCK, DRY_RUN or SANDBOX_LIVE."),
        new("Environment", "OPSAGENT_ENVIRONMENT", "The deployment's name, such as production."),
        new("TagEnvironment", "OPSAGENT_TAG_ENVIRONMENT", "The Environment tag that a write's target must carry; the deployment's name if not given."),
        new("ParameterPrefix", "OPSAGENT_PARAMETER_PREFIX", "What every name in Parameter Store begins with; /opsagent if not given."),
        new("SelfApprovalUpTo", "OPSAGENT_SELF_APPROVAL_UP_TO", "The highest risk level that a requester may approve: none, low, medium or high; none if not given."),
        new("AllowAssertedDecisions", "OPSAGENT_ALLOW_ASSERTED_DECISIONS", "true lets a user whom only the client names decide in SANDBOX_LIVE; false if not given."),
        new("AssertedProposals", "OPSAGENT_ASSERTED_PROPOSALS", "In SANDBOX_LIVE, where the client alone names the requester: adopt_or_two takes two approvals, or the named person's adoption in person; refused takes no such proposal; adopt_or_two if not given."),
        new("BreakGlass", "BREAK_GLASS", "on lets an administrator approve without quorum and approver groups in an emergency; off if not given. Read by Proposals, ExecuteAction and Console alone."),
        new("DecisionClients", "OPSAGENT_DECISION_CLIENTS", "The client ids at the issuer, between commas, of programs that may pass on a decision with the approval token; none if not given."),
        new("DecisionAuthMinutes", "OPSAGENT_DECISION_AUTH_MINUTES", "How many minutes after signing in at the console a person may decide; 60 if not given."),
        new("RequestsPerMinute", "OPSAGENT_REQUESTS_PER_MINUTE", "The most requests of one user in a minute; 60 if not given."),
        new("ProposalsPerMinute", "OPSAGENT_PROPOSALS_PER_MINUTE", "The most proposals of one user in a minute; 10 if not given."),
        new("FailuresPerMinute", "OPSAGENT_FAILURES_PER_MINUTE", "How often one source may fail to authenticate in a minute before it only hears 429; 20 if not given."),
        new("AllowedOrigins", "OPSAGENT_ALLOWED_ORIGINS", "The origins whose pages may call the API, between commas, each https://host with a port if it is not 443; none if not given."),
        new("WebhookHosts", "OPSAGENT_WEBHOOK_HOSTS", "The hosts that webhooks may be on, between commas, each a name or *.suffix, with =slack or =teams behind one that is not standard; hooks.slack.com, *.logic.azure.com and *.environment.api.powerplatform.com if not given."),
        new("ApprovalsTable", "OPSAGENT_APPROVALS_TABLE", "DynamoDB table of proposals; opsagent-approvals-<Environment> if not given."),
        new("DecisionsTable", "OPSAGENT_DECISIONS_TABLE", "DynamoDB table of signed submissions and approvals; opsagent-decisions-<Environment> if not given."),
        new("AuditTable", "OPSAGENT_AUDIT_TABLE", "DynamoDB table of audit events; opsagent-audit-<Environment> if not given."),
        new("IncidentsTable", "OPSAGENT_INCIDENTS_TABLE", "DynamoDB table of incidents; opsagent-incidents-<Environment> if not given."),
        new("SessionsTable", "OPSAGENT_SESSIONS_TABLE", "DynamoDB table of counters and sessions; opsagent-sessions-<Environment> if not given."),
        new("StateMachineArn", "OPSAGENT_STATE_MACHINE_ARN", "ARN of the approval workflow."),
        new("ProposalsFunctionArn", "OPSAGENT_PROPOSALS_FUNCTION", "ARN of the function Proposals with its alias, by which Chat proposes and shows proposals."),
        new("NotificationsTopicArn", "OPSAGENT_NOTIFICATIONS_TOPIC_ARN", "ARN of the SNS topic for alarms, changes of the configuration and summaries that are posted to notifications."),
        new("ApprovalsTopicArn", "OPSAGENT_APPROVALS_TOPIC_ARN", "ARN of the SNS topic for requests for approval, reminders and outcomes."),
        new("IncidentsTopicArn", "OPSAGENT_INCIDENTS_TOPIC_ARN", "ARN of the SNS topic for recorded incidents."),
        new("ExecutorRoleArn", "OPSAGENT_EXECUTOR_ROLE_ARN", "ARN of the only role that can change AWS; ExecuteAction alone assumes it."),
        new("DecisionKeyArn", "OPSAGENT_DECISION_KEY_ARN", "ARN of the KMS key that signs submissions and approvals; a local host signs by a key in its data folder if not given."),
        new("DigestKeyArn", "OPSAGENT_DIGEST_KEY_ARN", "ARN of the KMS key that signs the digests of the audit; AuditDigest alone signs by it, a local host by a key in its data folder."),
        new("AuditArchiveBucket", "OPSAGENT_AUDIT_ARCHIVE_BUCKET", "The S3 bucket with Object Lock in which AuditDigest keeps each digest too; none if not given."),
        new("LLMProvider", "OPSAGENT_LLM_PROVIDER", "What reads chat messages: none for the built-in parser alone, bedrock for a model on Amazon Bedrock too; none if not given."),
        new("BedrockModelId", "OPSAGENT_BEDROCK_MODEL_ID", "The model id, inference profile id or ARN; needed with LLMProvider bedrock."),
        new("ModelTemperature", "OPSAGENT_MODEL_TEMPERATURE", "The temperature that the model is asked with, 0 to 1; not sent if not given, which models that take none need."),
        new("OidcIssuer", "OPSAGENT_OIDC_ISSUER", "https URL of the OpenID Connect issuer whose bearer tokens are taken, exactly as in its tokens; none if not given."),
        new("OidcAudience", "OPSAGENT_OIDC_AUDIENCE", "What a bearer token must be meant for (its aud), one of these between commas; goes with OidcIssuer."),
        new("OidcUserClaim", "OPSAGENT_OIDC_USER_CLAIM", "The claim with the user's e-mail address; email if not given."),
        new("OidcRequireVerified", "OPSAGENT_OIDC_REQUIRE_VERIFIED", "false takes tokens whose email_verified is not true, for issuers that do not send it; true if not given."),
        new("OidcClientId", "OPSAGENT_OIDC_CLIENT_ID", "The console's client id at the issuer, a public client with PKCE; people then sign in there. Goes with OidcIssuer; none if not given."),
        new("OidcClientClaim", "OPSAGENT_OIDC_CLIENT_CLAIM", "The claim that names the client a token was issued to: azp, client_id (Amazon Cognito's access tokens), cid (Okta), appid or aud (ID tokens); azp if not given."),
        new("OidcTokenOrigin", "OPSAGENT_OIDC_TOKEN_ORIGIN", "https origin of the issuer's token endpoint, which the console calls; the issuer's own if not given."),
    ];
}
