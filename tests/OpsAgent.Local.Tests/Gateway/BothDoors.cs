using OpsAgent.Deployment.Tests.OpenApi;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>The local host and API Gateway, each before an agent of its own, which hear the same.</summary>
public sealed class BothDoors : IAsyncLifetime
{
    internal Door Local { get; private set; } = null!;

    internal Door Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Local = await Door.OfLocalHostAsync();
        Gateway = await Door.OfGatewayAsync(Document.Read());
    }

    public async ValueTask DisposeAsync()
    {
        await Local.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
