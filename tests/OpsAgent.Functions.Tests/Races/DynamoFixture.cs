using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Functions.Tests.Races;

/// <summary>moto's DynamoDB, one transaction at a time as AWS has it; new tables for whoever asks.</summary>
public sealed class DynamoFixture : IAsyncLifetime
{
    // Two hundred wait in one line.
    private static readonly AwsTimeouts Patient = new(TimeSpan.FromMinutes(2), 2);

    private MotoAws? moto;
    private AwsClients? clients;
    private int deployments;

    public AwsClients Clients => clients!;

    public async ValueTask InitializeAsync()
    {
        if (!ExternalTool.IsPresent("moto"))
        {
            return;
        }

        moto = await MotoAws.StartAsync();
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

    public async Task<TableNames> TablesAsync()
    {
        ExternalTool.Require("moto");
        var suffix = $"race-{Interlocked.Increment(ref deployments)}";
        await Tables.CreateAsync(Clients.DynamoDb, suffix, CancellationToken.None);
        return new TableNames($"opsagent-approvals-{suffix}", $"opsagent-audit-{suffix}", $"opsagent-incidents-{suffix}", $"opsagent-sessions-{suffix}");
    }
}
