using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>One moto for a test class; each run gets tables of its own.</summary>
public sealed class MotoStores : IAsyncLifetime
{
    private MotoAws? aws;
    private AwsClients? clients;
    private int made;

    public async ValueTask InitializeAsync()
    {
        if (!ExternalTool.IsPresent("moto"))
        {
            return;
        }

        aws = await MotoAws.StartAsync();
        Environment.SetEnvironmentVariable("AWS_REGION", "eu-central-1");
        clients = new AwsClients(AwsTimeouts.Standard, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"), aws.Url);
    }

    public async ValueTask DisposeAsync()
    {
        clients?.Dispose();
        if (aws is not null)
        {
            await aws.DisposeAsync();
        }
    }

    internal async Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> NewAsync()
    {
        ExternalTool.Require("moto");
        var suffix = $"{Interlocked.Increment(ref made)}";
        await Tables.CreateAsync(clients!.DynamoDb, suffix, CancellationToken.None);
        var names = new TableNames($"opsagent-approvals-{suffix}", $"opsagent-audit-{suffix}", $"opsagent-incidents-{suffix}", $"opsagent-sessions-{suffix}");
        var store = new DynamoApprovalStore(clients, names, TimeProvider.System);
        return (Blocking<IApprovalStore>.Of(store), Blocking<IProposalIndex>.Of(store), Blocking<IAuditTrail>.Of(new DynamoAuditTrail(clients, names, TimeProvider.System)));
    }
}
