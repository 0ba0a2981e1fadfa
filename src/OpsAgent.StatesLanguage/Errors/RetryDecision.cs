using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>What follows a failed attempt: the first matching retrier with attempts left, else the first matching catcher, else failure.</summary>
internal abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    public static RetryDecision Decide(State.Task task, StateError error, ImmutableArray<int> retriesUsed, Func<double> random)
    {
        for (var i = 0; i < task.Retriers.Length; i++)
        {
            if (!task.Retriers[i].ErrorEquals.Matches(error))
            {
                continue;
            }

            if (retriesUsed[i] < task.Retriers[i].MaxAttempts)
            {
                return new Retry(retriesUsed.SetItem(i, retriesUsed[i] + 1), task.Retriers[i].Delay(retriesUsed[i], random));
            }

            break;
        }

        var catcher = task.Catchers.FirstOrDefault(candidate => candidate.ErrorEquals.Matches(error));
        return catcher is null ? new Fail() : new Catch(catcher);
    }

    internal sealed record Retry(ImmutableArray<int> RetriesUsed, TimeSpan Delay) : RetryDecision;

    internal sealed record Catch(Catcher Catcher) : RetryDecision;

    internal sealed record Fail : RetryDecision;
}
