using Amazon.Runtime;

using OpsAgent.Aws.Tests.Kit;
using OpsAgent.TestKit.Moto;

[assembly: AssemblyFixture(typeof(Moto))]

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>One moto for the assembly, found as production code finds AWS: by the environment.</summary>
public sealed class Moto : IAsyncLifetime
{
    private static int _deployments;
    private MotoAws? _server;
    private AwsClients? _clients;

    public Uri Url => _server!.Url;

    public AwsClients Clients => _clients!;

    public async ValueTask InitializeAsync()
    {
        _server = await MotoAws.StartAsync();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", _server.Url.AbsoluteUri);
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        _clients = new AwsClients(AwsTiming.Standard, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret-of-the-tests"));
    }

    /// <summary>Fresh tables, of a deployment that no other test has.</summary>
    public async Task<TableNames> TablesAsync()
    {
        var name = $"test{Interlocked.Increment(ref _deployments)}";
        await Tables.CreateAsync(Clients.DynamoDb, name, TestContext.Current.CancellationToken);
        return new TableNames($"opsagent-approvals-{name}", $"opsagent-audit-{name}", $"opsagent-incidents-{name}", $"opsagent-sessions-{name}");
    }

    public async ValueTask DisposeAsync()
    {
        _clients?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
