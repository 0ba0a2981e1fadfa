using System.Text.Json.Serialization;

namespace OpsAgent.Core.Audit;

[JsonConverter(typeof(JsonStringEnumConverter<AuditEventType>))]
public enum AuditEventType
{
    [JsonStringEnumMemberName("request_received")]
    RequestReceived,

    [JsonStringEnumMemberName("authentication_failed")]
    AuthenticationFailed,

    [JsonStringEnumMemberName("authorization_denied")]
    AuthorizationDenied,

    [JsonStringEnumMemberName("tool_executed")]
    ToolExecuted,

    [JsonStringEnumMemberName("proposal_created")]
    ProposalCreated,

    [JsonStringEnumMemberName("guardrail_rejected")]
    GuardrailRejected,

    [JsonStringEnumMemberName("approval_requested")]
    ApprovalRequested,

    [JsonStringEnumMemberName("approval_granted")]
    ApprovalGranted,

    [JsonStringEnumMemberName("approval_denied")]
    ApprovalDenied,

    [JsonStringEnumMemberName("approval_expired")]
    ApprovalExpired,

    [JsonStringEnumMemberName("approval_withdrawn")]
    ApprovalWithdrawn,

    [JsonStringEnumMemberName("action_executed")]
    ActionExecuted,

    [JsonStringEnumMemberName("action_failed")]
    ActionFailed,

    [JsonStringEnumMemberName("outcome_verified")]
    OutcomeVerified,

    /// <summary>Some minutes after a verified change the alarm or metric that its proposal names was looked at.</summary>
    [JsonStringEnumMemberName("effect_observed")]
    EffectObserved,

    /// <summary>A step of the state machine was called by another execution or out of its order, and changed nothing.</summary>
    [JsonStringEnumMemberName("step_refused")]
    StepRefused,

    /// <summary>A proposal was to be executed or reverted whose signatures do not hold; nothing was done.</summary>
    [JsonStringEnumMemberName("signature_invalid")]
    SignatureInvalid,

    /// <summary>A parameter of the deployment or its stack was changed.</summary>
    [JsonStringEnumMemberName("configuration_changed")]
    ConfigurationChanged,

    /// <summary>An administrator approved without quorum and groups.</summary>
    [JsonStringEnumMemberName("break_glass")]
    BreakGlass,

    /// <summary>Another administrator looked at such an approval afterwards.</summary>
    [JsonStringEnumMemberName("break_glass_reviewed")]
    BreakGlassReviewed,

    [JsonStringEnumMemberName("incident_created")]
    IncidentCreated,

    [JsonStringEnumMemberName("summary_posted")]
    SummaryPosted,

    [JsonStringEnumMemberName("error_occurred")]
    ErrorOccurred,
}
