using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>Checks that every transition leads to a state and that every state is reachable.</summary>
internal static class TransitionValidator
{
    public static void Validate(string startAt, ImmutableDictionary<string, State> states, DefinitionErrors errors)
    {
        if (!states.ContainsKey(startAt))
        {
            errors.AddTransitionError($"Missing 'StartAt' target: {startAt}", "/StartAt");
            return;
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([startAt]);
        while (pending.TryPop(out var name))
        {
            if (!reached.Add(name))
            {
                continue;
            }

            foreach (var (field, target) in Targets(states[name]))
            {
                if (states.ContainsKey(target))
                {
                    pending.Push(target);
                }
                else
                {
                    errors.AddTransitionError($"Missing '{field}' target: {target}", $"/States/{name}/{field}");
                }
            }
        }

        foreach (var name in states.Keys.Where(name => !reached.Contains(name)).Order(StringComparer.Ordinal))
        {
            errors.AddTransitionError($"State \"{name}\" is not reachable.", $"/States/{name}");
        }
    }

    private static IEnumerable<(string Field, string Target)> Targets(State state)
    {
        if (state.Fields.Next is { } next)
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
