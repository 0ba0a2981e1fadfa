using System.Reflection;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.AuditDigest;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>Who signs the audit puts nothing into it, and who writes the audit signs nothing of it: no instruction leads there, and nothing is held for it.</summary>
public sealed class AuditDigestCannotAppendTests
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    private static readonly Type[] Chains = [typeof(IAuditTrail), typeof(AuditEventFactory), typeof(RequestAudit), typeof(IApprovalStore)];

    public static TheoryData<string> Others => [.. FunctionNames.All.Except([FunctionNames.AuditDigest])];

    [Fact]
    public void AuditDigest_InAllThatItMayRun_CallsOfAwsTheseActionsAlone()
    {
        var graph = CallGraph.From(Deployed, typeof(AuditDigestFunction));

        Assert.Equal(
            [
                "Amazon.DynamoDBv2.IAmazonDynamoDB.PutItemAsync",
                "Amazon.DynamoDBv2.IAmazonDynamoDB.QueryAsync",
                "Amazon.KeyManagementService.IAmazonKeyManagementService.GetPublicKeyAsync",
                "Amazon.KeyManagementService.IAmazonKeyManagementService.SignAsync",
                "Amazon.S3.IAmazonS3.GetObjectAsync",
                "Amazon.S3.IAmazonS3.PutObjectAsync",
            ],
            graph.Outside.Where(m => m.StartsWith("Amazon.", StringComparison.Ordinal) && m.Contains(".IAmazon", StringComparison.Ordinal) && m.EndsWith("Async", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Empty(graph.Types.Where(t => Array.Exists(Chains, w => w.IsAssignableFrom(t))).Select(t => t.FullName));
    }

    [Fact]
    public void AuditDigest_AsItIsMade_HoldsNothingThatAppends()
    {
        // The bench's own events are those of a trail.
        var key = new FakeDecisionKey();
        var digests = new DigestPorts(new InMemoryAuditEvents(), new InMemoryDigests(), new InMemoryArchive(), key, key);
        var held = HeldObjects.Of(new Bench { Change = ports => ports with { Digests = () => digests } }.Function(FunctionNames.AuditDigest));

        Assert.Contains(held, o => o is IDigestStore);
        Assert.Empty(held.Where(o => Array.Exists(Chains, t => t.IsInstanceOfType(o)) || o is Ports or FunctionTable).Select(o => o.GetType().FullName));
        Assert.DoesNotContain(typeof(IAuditEvents).GetMethods().Concat(typeof(IDigestStore).GetMethods()), m => m.Name.StartsWith("Append", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_AsItIsMade_AsksForNoKeyAndNoStore(string function)
    {
        var bench = new Bench { Change = ports => ports with { Digests = () => throw new InvalidOperationException("The key for digests was asked for.") } };

        Assert.NotNull(bench.Function(function));
        Assert.Throws<InvalidOperationException>(() => bench.Function(FunctionNames.AuditDigest));
    }
}
