using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Audit;

/// <summary>What is stored of an audit event, and hashed: names and spellings that no renamed C# member may change.</summary>
public sealed class StoredEventTests
{
    private static readonly string Id = Proposals.New().Id.Value;

    [Fact]
    public void Body_OfAnEventWithEverything_IsThisText()
    {
        var subject = Proposals.Subject with
        {
            Operation = "reboot_ec2", Target = "i-0a1b2c3d4e5f60001", ProposalId = Proposals.New().Id, Duration = TimeSpan.FromMilliseconds(12),
        };
        var link = Append(subject, new AuditEntry(AuditEventType.ToolExecuted, "ok", new JsonObject { ["route"] = "GET /health" }.ToElement()));

        Assert.Equal(
            $$"""
            {"chain":"chain","channel":"api","correlation_id":"01kkng0000000000000000req1","details":{"route":"GET /health"},"duration_ms":12,
            "event_id":"01kkng0000000000000000evnt","event_type":"tool_executed","execution_mode":"LOCAL_MOCK","identity":"asserted","operation":"reboot_ec2",
            "outcome":"ok","prev_hash":"{{new string('0', 64)}}","proposal_id":"{{Id}}","sequence":1,"target":"i-0a1b2c3d4e5f60001",
            "timestamp":"2026-03-14T09:00:00.000Z","user_id":"engineer@example.com"}
            """.ReplaceLineEndings(string.Empty),
            link.Body);
        Assert.Equal(CanonicalJson.Hash(link.Body), link.Hash);
    }

    private static AuditEvent Append(AuditSubject subject, AuditEntry entry) =>
        AuditChain.Append("chain", AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, subject, entry);
}
