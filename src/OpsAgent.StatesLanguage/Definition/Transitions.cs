using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>Every transition leads to a state, and every state can be reached.</summary>
internal static class Transitions
{
    public static void Check(string startAt, ImmutableDictionary<string, State> states, Problems problems)
    {
        if (!states.ContainsKey(startAt))
        {
            problems.Target($"Missing 'StartAt' target: {startAt}", "/StartAt");
            return;
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([startAt]);
        while (open.TryPop(out var name))
        {
            if (!reached.Add(name))
            {
                continue;
            }

            foreach (var (field, target) in Targets(states[name]))
            {
                if (states.ContainsKey(target))
                {
                    open.Push(target);
                }
                else
                {
                    problems.Target($"Missing '{field}' target: {target}", $"/States/{name}/{field}");
                }
            }
        }

        foreach (var name in states.Keys.Where(name => !reached.Contains(name)).Order(StringComparer.Ordinal))
        {
            problems.Target($"State \"{name}\" is not reachable.", $"/States/{name}");
        }
    }

    private static IEnumerable<(string Field, string Target)> Targets(State state)
    {
        if (state.Frame.Next is { } next)
        {
            yield return ("Next", next);
        }

        if (state is State.Task task)
        {
            for (var i = 0; i < task.Catchers.Length; i++)
            {
                yield return ($"Catch[{i}]/Next", task.Catchers[i].Next);
            }
        }

        if (state is State.Choice choice)
        {
            for (var i = 0; i < choice.Branches.Length; i++)
            {
                yield return ($"Choices[{i}]/Next", choice.Branches[i].Next);
            }

            if (choice.Default is { } fallback)
            {
                yield return ("Default", fallback);
            }
        }
    }
}
