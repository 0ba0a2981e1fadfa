using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>The scaling that a test gives every service.</summary>
public sealed class FakeServiceScaling : IServiceScaling
{
    public ServiceScaling? Scaling { get; set; }

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Calls { get; private set; }

    public Task<ServiceScaling?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        Calls++;
        return Failure is null ? Task.FromResult(Scaling) : Task.FromException<ServiceScaling?>(Failure);
    }
}
