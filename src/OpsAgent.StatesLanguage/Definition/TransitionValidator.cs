using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>Checks that every transition leads to a state, that one state ends the machine and that every state is reachable; in words recorded on AWS.</summary>
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
                    errors.AddTransitionError($"Missing 'Next' target: {target}", $"/States/{name}/{field}");
                }
            }
        }

        if (!states.Values.Any(IsTerminal))
        {
            errors.AddEndError();
            return;
        }

        foreach (var name in states.Keys.Where(name => !reached.Contains(name)).Order(StringComparer.Ordinal))
        {
            errors.AddTransitionError($"State \"{name}\" is not reachable.", $"/States/{name}");
        }
    }

    private static bool IsTerminal(State state) => state is State.Succeed or State.Fail || (state is not State.Choice && state.Fields.Next is null);

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
