using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>What becomes of a failed attempt: the first retrier that names the error, then the first catcher, then the end.</summary>
internal abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    public static RetryDecision Decide(State.Task task, StateError error, ImmutableArray<int> used, Func<double> random)
    {
        for (var i = 0; i < task.Retriers.Length; i++)
        {
            if (!task.Retriers[i].ErrorEquals.Names(error))
            {
                continue;
            }

            if (used[i] < task.Retriers[i].MaxAttempts)
            {
                return new Again(used.SetItem(i, used[i] + 1), task.Retriers[i].Delay(used[i], random));
            }

            break;
        }

        var catcher = task.Catchers.FirstOrDefault(candidate => candidate.ErrorEquals.Names(error));
        return catcher is null ? new GiveUp() : new Caught(catcher);
    }

    internal sealed record Again(ImmutableArray<int> Used, TimeSpan Delay) : RetryDecision;

    internal sealed record Caught(Catcher By) : RetryDecision;

    internal sealed record GiveUp : RetryDecision;
}
