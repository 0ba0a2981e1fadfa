using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Primitives;

/// <summary>What is stored and sent is contract: the spellings here are written by hand, so that renaming a C# member changes none of them.</summary>
public sealed class WireNameTests
{
    // By number, for the C# names may change.
    private static readonly Dictionary<Type, string> Spellings = new()
    {
        [typeof(ErrorCode)] =
            "AUTHENTICATION_FAILED USER_NOT_AUTHORIZED ROLE_REQUIRED NOT_JSON NOT_FOUND METHOD_NOT_ALLOWED PAYLOAD_TOO_LARGE "
            + "UNSUPPORTED_MEDIA_TYPE RATE_LIMITED VALIDATION_ERROR UNKNOWN_OPERATION RESOURCE_NOT_FOUND TAG_VALIDATION_FAILED "
            + "POLICY_DENIED RESOURCE_BUSY WRITES_DISABLED APPROVAL_TOKEN_INVALID APPROVAL_EXPIRED ALREADY_DECIDED "
            + "SELF_APPROVAL_FORBIDDEN VERIFIED_IDENTITY_REQUIRED PLAN_CHANGED AWS_ACCESS_DENIED AWS_THROTTLED AWS_SERVICE_ERROR "
            + "OUTCOME_UNKNOWN RECORD_UNREADABLE INTERNAL_ERROR",
        [typeof(ExecutionMode)] = "LOCAL_MOCK DRY_RUN SANDBOX_LIVE",
        [typeof(ProposalStatus)] = "submitted pending approved executing completed failed unknown rejected denied expired withdrawn",
        [typeof(ExecutionStatus)] = "EXECUTED WOULD_EXECUTE FAILED OUTCOME_UNKNOWN",
        [typeof(EffectVerdict)] = "better same worse unknown",
        [typeof(ReversalStatus)] = "STARTED REVERTED REVERT_FAILED",
        [typeof(RiskLevel)] = "low medium high",
        [typeof(IdentityKind)] = "asserted verified",
        [typeof(AssertedProposals)] = "adopt_or_two refused",
        [typeof(RequestSource)] = "api console slack teams mcp model workflow sweep",
        [typeof(AuditEventType)] =
            "request_received authentication_failed authorization_denied tool_executed proposal_created guardrail_rejected approval_requested approval_granted "
            + "approval_denied approval_expired approval_withdrawn action_executed action_failed outcome_verified effect_observed step_refused signature_invalid configuration_changed incident_created summary_posted error_occurred",
        [typeof(AuditFindingKind)] = "event_changed event_missing event_added chain_broken digest_invalid digest_missing",
        [typeof(NoticeKind)] = "approval_requested reminder outcome effect incident configuration_changed",
        [typeof(OperationKind)] = "diagnostic write workflow",
        [typeof(TrendDirection)] = "unknown steady step_up step_down rising falling began ended",
        [typeof(SubjectKind)] = "instance service load_balancer target_group proposal alarm cluster",
        [typeof(Tone)] = "neutral ok warning bad",
    };

    [Fact]
    public void All_OfEveryEnumWithWireNames_IsWhatIsStoredAndSent()
    {
        Check<ErrorCode>();
        Check<ExecutionMode>();
        Check<ProposalStatus>();
        Check<ExecutionStatus>();
        Check<EffectVerdict>();
        Check<ReversalStatus>();
        Check<RiskLevel>();
        Check<IdentityKind>();
        Check<RequestSource>();
        Check<AssertedProposals>();
        Check<AuditEventType>();
        Check<AuditFindingKind>();
        Check<NoticeKind>();
        Check<OperationKind>();
        Check<TrendDirection>();
        Check<SubjectKind>();
        Check<Tone>();
        var named = typeof(WireName).Assembly.GetTypes().Where(t => t.IsEnum && t.GetFields().Any(f => f.IsDefined(typeof(JsonStringEnumMemberNameAttribute), false)));
        Assert.Equal(Spellings.Keys.Select(t => t.Name).Order(StringComparer.Ordinal), named.Select(t => t.Name).Order(StringComparer.Ordinal));

        static void Check<T>()
            where T : struct, Enum
        {
            Assert.Equal(Spellings[typeof(T)], string.Join(' ', WireName.All<T>()));
            foreach (var value in Enum.GetValues<T>())
            {
                Assert.True(WireName.TryParse<T>(WireName.Of(value), out var parsed));
                Assert.Equal(value, parsed);
            }
        }
    }

    [Fact]
    public void Json_OfEveryEnumThatIsStored_IsItsWireName()
    {
        var checkedTypes = 0;
        foreach (var type in Spellings.Keys)
        {
            if (CoreJson.Default.GetTypeInfo(type) is { } info)
            {
                checkedTypes++;
                Assert.Equal(
                    Spellings[type], string.Join(' ', Enum.GetValuesAsUnderlyingType(type).Cast<int>().Select(v => JsonSerializer.SerializeToElement(Enum.ToObject(type, v), info).GetString())));
            }
        }

        Assert.Equal(10, checkedTypes);
    }

    [Theory]
    [InlineData("PENDING")]
    [InlineData("Pending")]
    [InlineData("1")]
    [InlineData(" pending")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_AnythingElse_IsNoName(string? text) => Assert.False(WireName.TryParse<ProposalStatus>(text, out _));

    [Fact]
    public void Of_AMemberWithoutAName_Throws() => Assert.Throws<InvalidOperationException>(() => WireName.Of(Roles.Diagnose));

    [Fact]
    public void StatusKey_OfEveryStatus_IsTheSpellingOfTheIndexesSinceTheFirstVersion()
    {
        Assert.Equal(
            "Submitted Pending Approved Executing Completed Failed Unknown Rejected Denied Expired Withdrawn",
            string.Join(' ', Enum.GetValues<ProposalStatus>().Select(StatusKey.Of)));
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            Assert.True(StatusKey.TryParse(StatusKey.Of(status), out var parsed));
            Assert.Equal(status, parsed);
        }

        Assert.All((string?[])["pending", "PENDING", "1", "", null], k => Assert.False(StatusKey.TryParse(k, out _)));
    }

    [Fact]
    public void Cursor_OfTheReconciler_IsTheTextOfTheFirstVersion()
    {
        var cursor = ProposalCursor.Before(ProposalStatus.Pending);

        Assert.Equal("Pending|1970-01-01T00:00:00.000Z|00000000000000000000000000", cursor.Text());
        Assert.True(ProposalCursor.TryParse(cursor.Text(), out var parsed));
        Assert.Equal(cursor, parsed);
    }
}
