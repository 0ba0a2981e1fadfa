using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Primitives;

/// <summary>Wire names are contract: the lists here are written by hand from the design.</summary>
public sealed class WireNameTests
{
    [Fact]
    public void Of_EveryErrorCode_IsTheCodeOfTheContract() =>
        Assert.Equal(
            [
                "AUTHENTICATION_FAILED", "USER_NOT_AUTHORIZED", "ROLE_REQUIRED", "NOT_JSON", "NOT_FOUND", "METHOD_NOT_ALLOWED", "PAYLOAD_TOO_LARGE",
                "UNSUPPORTED_MEDIA_TYPE", "RATE_LIMITED", "VALIDATION_ERROR", "UNKNOWN_OPERATION", "RESOURCE_NOT_FOUND", "TAG_VALIDATION_FAILED",
                "POLICY_DENIED", "RESOURCE_BUSY", "WRITES_DISABLED", "APPROVAL_TOKEN_INVALID", "APPROVAL_EXPIRED", "ALREADY_DECIDED",
                "SELF_APPROVAL_FORBIDDEN", "VERIFIED_IDENTITY_REQUIRED", "PLAN_CHANGED", "AWS_ACCESS_DENIED", "AWS_THROTTLED", "AWS_SERVICE_ERROR",
                "OUTCOME_UNKNOWN", "INTERNAL_ERROR",
            ],
            Enum.GetValues<ErrorCode>().Select(WireName.Of));

    [Fact]
    public void Of_EveryExecutionMode_IsItsNameInAnswers() =>
        Assert.Equal(["LOCAL_MOCK", "DRY_RUN", "SANDBOX_LIVE"], Enum.GetValues<ExecutionMode>().Select(WireName.Of));

    [Fact]
    public void Json_OfEveryStoredEnum_IsItsWireName()
    {
        Assert.Equal(
            "submitted pending approved executing completed failed unknown rejected denied expired withdrawn",
            Names(Enum.GetValues<ProposalStatus>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.ProposalStatus)));
        Assert.Equal(
            "EXECUTED WOULD_EXECUTE FAILED OUTCOME_UNKNOWN",
            Names(Enum.GetValues<ExecutionStatus>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.ExecutionStatus)));
        Assert.Equal("low medium high", Names(Enum.GetValues<RiskLevel>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.RiskLevel)));
        Assert.Equal("asserted verified", Names(Enum.GetValues<IdentityKind>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.IdentityKind)));
        Assert.Equal(
            "api console slack teams mcp model workflow sweep",
            Names(Enum.GetValues<RequestSource>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.RequestSource)));
        Assert.Equal(
            "request_received authentication_failed authorization_denied tool_executed proposal_created guardrail_rejected approval_requested approval_granted "
            + "approval_denied approval_expired approval_withdrawn action_executed action_failed outcome_verified incident_created summary_posted error_occurred",
            Names(Enum.GetValues<AuditEventType>(), v => JsonSerializer.SerializeToElement(v, CoreJson.Default.AuditEventType)));
    }

    private static string Names<T>(IEnumerable<T> values, Func<T, JsonElement> write) => string.Join(' ', values.Select(v => write(v).GetString()));
}
