using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>Lets calls of the simulated cloud fail or wait, as the cloud file asks for.</summary>
public sealed class FaultPlan(IReadOnlyList<CloudFault> faults, double timeScale, TimeProvider time)
{
    private readonly Lock _gate = new();

    // By reference: two equal faults in the file are two faults.
    private readonly Dictionary<CloudFault, int> _met = new(ReferenceEqualityComparer.Instance);

    /// <param name="action">The IAM action that is about to run, such as <c>ecs:DescribeServices</c>.</param>
    /// <exception cref="AwsException">The fault of this call.</exception>
    public async Task ApplyAsync(string action, string resource, CancellationToken cancellationToken)
    {
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
            var fault = faults.FirstOrDefault(f => f.Action == action && (f.Times is null || _met.GetValueOrDefault(f) < f.Times));
            if (fault is not null)
            {
                _met[fault] = _met.GetValueOrDefault(fault) + 1;
            }

            return fault;
        }
    }
}
