using Microsoft.Extensions.Hosting;

namespace OpsAgent.StatesLanguage;

/// <summary>Handles no signals, unlike the default: the hosting process decides when to stop.</summary>
internal sealed class NullHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
