using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>Makes calls of the simulated cloud fail or wait, as the faults of the cloud file say.</summary>
internal sealed class FaultInjector(IReadOnlyList<CloudFault> faults, double timeScale, TimeProvider time)
{
    private readonly Lock _gate = new();

    // By reference: equal faults of the file are counted separately.
    private readonly Dictionary<CloudFault, int> _counts = new(ReferenceEqualityComparer.Instance);

    /// <param name="action">The IAM action that is about to run, such as <c>ecs:DescribeServices</c>.</param>
    /// <exception cref="AwsException">The injected failure.</exception>
    public async Task ApplyAsync(string action, string resource, CancellationToken cancellationToken)
    {
        CallCount.Add(action);
        if (Next(action) is not { } fault)
        {
            return;
        }

        switch (fault.Kind)
        {
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(fault.Seconds * timeScale), time, cancellationToken);
                break;
            case "throttled":
                throw new AwsException(ErrorCode.AwsThrottled, action, resource, $"AWS throttled {action} on {resource}. Nothing was done; try again in a minute.");
            case "access_denied":
                throw new AwsException(ErrorCode.AwsAccessDenied, action, resource, $"AWS denied {action} on {resource}: the function's role lacks this permission.");
            default:
                throw new AwsException(ErrorCode.AwsServiceError, action, resource, $"AWS failed {action} on {resource} (InternalFailure). Try again; if it stays so, look at the AWS Health Dashboard.");
        }
    }

    private CloudFault? Next(string action)
    {
        lock (_gate)
        {
            var fault = faults.FirstOrDefault(f => f.Action == action && (f.Times is null || _counts.GetValueOrDefault(f) < f.Times));
            if (fault is not null)
            {
                _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
            }

            return fault;
        }
    }
}
