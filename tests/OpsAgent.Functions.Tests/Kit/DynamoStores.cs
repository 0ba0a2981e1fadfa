using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>moto's DynamoDB for a test class, one transaction at a time as AWS has it; new tables for whoever asks.</summary>
public sealed class DynamoStores : IAsyncLifetime
{
    // Two hundred wait in one line.
    private static readonly AwsTimeouts Patient = new(TimeSpan.FromMinutes(2), 2);

    private MotoAws? moto;
    private AwsClients? clients;
    private int made;

    public async ValueTask InitializeAsync()
    {
        if (!ExternalTool.IsPresent("moto"))
        {
            return;
        }

        moto = await MotoAws.StartAsync();
        Environment.SetEnvironmentVariable("AWS_REGION", "eu-central-1");
        clients = new AwsClients(Patient, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"), moto.Url);
    }

    public async ValueTask DisposeAsync()
    {
        clients?.Dispose();
        if (moto is not null)
        {
            await moto.DisposeAsync();
        }
    }

    internal async Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> NewAsync()
    {
        ExternalTool.Require("moto");
        var suffix = $"{Interlocked.Increment(ref made)}";
        await Tables.CreateAsync(clients!.DynamoDb, suffix, CancellationToken.None);
        var names = new TableNames($"opsagent-approvals-{suffix}", $"opsagent-decisions-{suffix}", $"opsagent-audit-{suffix}", $"opsagent-incidents-{suffix}", $"opsagent-sessions-{suffix}");
        var store = new DynamoApprovalStore(clients, names, TimeProvider.System);
        return (store, store, new DynamoAuditTrail(clients, names, TimeProvider.System));
    }
}
