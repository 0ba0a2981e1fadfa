using System.Collections.Concurrent;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Approvals;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>Whoever decides reads what was written last. DynamoDB's default may show the state before it; moto never does, so the request itself is looked at.</summary>
public sealed class ConsistentReadTests
{
    private static readonly TableNames Names = new("approvals-x", "decisions-x", "audit-x", "incidents-x", "sessions-x");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_ByIdTokenAndKey_ReadsConsistently()
    {
        var requests = await RequestsOfAsync(async clients =>
        {
            var (store, proposal) = (new DynamoApprovalStore(clients, Names, TimeProvider.System), Proposals.In(ProposalStatus.Pending));
            await store.FindAsync(proposal.Id, Stop);
            await store.FindByTokenAsync(proposal.TokenHash, Stop);
            await store.FindByKeyAsync(proposal.Requester, "key", Stop);
        });

        Assert.Equal(3, requests.Count);
        Assert.All(requests, r => Assert.True(r.GetProperty("ConsistentRead").GetBoolean()));
    }

    [Fact]
    public async Task Read_AChain_ReadsConsistently()
    {
        var requests = await RequestsOfAsync(clients => new DynamoAuditTrail(clients, Names, TimeProvider.System).ReadAsync("chain", Stop));

        Assert.True(Assert.Single(requests).GetProperty("ConsistentRead").GetBoolean());
    }

    [Fact]
    public async Task Read_DigestsAndTheChainsThatTheyName_ReadsConsistently()
    {
        var requests = await RequestsOfAsync(async clients =>
        {
            var digests = new DynamoDigests(clients, Names, "production", TimeProvider.System);
            await digests.ReadBeforeAsync(7, Stop);
            await digests.ReadAsync(1, 10, Stop);
            await new DynamoAuditEvents(clients, Names, TimeProvider.System).ReadAsync("chain", Stop);
        });

        Assert.Equal(3, requests.Count);
        Assert.All(requests, r => Assert.True(r.GetProperty("ConsistentRead").GetBoolean()));
    }

    private static async Task<IReadOnlyCollection<JsonElement>> RequestsOfAsync(Func<AwsClients, Task> readAsync)
    {
        var requests = new ConcurrentQueue<JsonElement>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            requests.Enqueue(JsonSerializer.Deserialize<JsonElement>(call.Body));
            context.Response.ContentType = "application/x-amz-json-1.0";
            return context.Response.WriteAsync(call.Operation == "Query" ? """{"Items":[],"Count":0}""" : "{}");
        });
        await readAsync(aws.Clients(AwsTimeouts.Standard));
        return requests;
    }
}
