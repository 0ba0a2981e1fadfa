using Microsoft.Extensions.Hosting;

namespace OpsAgent.StatesLanguage;

/// <summary>The host process decides when to stop; the default would listen for its signals.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
