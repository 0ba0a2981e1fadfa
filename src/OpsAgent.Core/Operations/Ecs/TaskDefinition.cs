using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>One revision of an ECS task definition, as far as two are compared. It never changes once registered.</summary>
/// <param name="Arn">Such as <c>arn:aws:ecs:us-east-1:123456789012:task-definition/web:41</c>.</param>
/// <param name="Status">ACTIVE, INACTIVE (deregistered), DELETE_IN_PROGRESS.</param>
/// <param name="Containers">In AWS's order.</param>
public sealed record TaskDefinition(string Arn, string Status, ImmutableArray<TaskContainer> Containers)
{
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>The task's CPU units, or null where each container has its own.</summary>
    public string? Cpu { get; init; }

    /// <summary>The task's memory in MiB, or null.</summary>
    public string? Memory { get; init; }

    /// <summary>The ARN of the role that the containers have, or null.</summary>
    public string? TaskRole { get; init; }

    /// <summary>The ARN of the role with which ECS pulls images and reads secrets, or null.</summary>
    public string? ExecutionRole { get; init; }

    public TaskDefinitionName Name => TaskDefinitionName.Of(Arn);

    /// <returns>What is different in <paramref name="next"/>, a sentence each; values of variables and secrets are never in it.</returns>
    public IEnumerable<string> DifferencesTo(TaskDefinition next)
    {
        foreach (var (name, from, to) in new[] { ("CPU", Cpu, next.Cpu), ("Memory", Memory, next.Memory), ("Task role", TaskRole, next.TaskRole), ("Execution role", ExecutionRole, next.ExecutionRole) })
        {
            if (from != to)
            {
                yield return $"{name}: {from ?? "none"} -> {to ?? "none"}.";
            }
        }

        foreach (var container in Containers)
        {
            if (next.Containers.FirstOrDefault(c => c.Name == container.Name) is not { } other)
            {
                yield return $"Container {container.Name} ({container.Image}) goes.";
            }
            else if (container.DifferencesTo(other).ToList() is { Count: > 0 } differences)
            {
                yield return $"Container {container.Name}: {string.Join("; ", differences)}.";
            }
        }

        foreach (var added in next.Containers.Where(n => Containers.All(c => c.Name != n.Name)))
        {
            yield return $"Container {added.Name} ({added.Image}) comes.";
        }
    }
}

/// <summary>One container of a task definition.</summary>
/// <param name="Name">Its name in the task.</param>
/// <param name="Image">With its tag or digest, as it was registered.</param>
public sealed record TaskContainer(string Name, string Image)
{
    private const int MaxNames = 10;

    public int? Cpu { get; init; }

    public int? Memory { get; init; }

    public int? MemoryReservation { get; init; }

    /// <summary>A hash of entry point and command; equal where they are.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>Names, and for each a hash of its value.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Names, and for each where its value is kept.</summary>
    public ImmutableSortedDictionary<string, string> Secrets { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The ARNs of the files that hold more variables.</summary>
    public ImmutableArray<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Whether the image is always the same one; a tag may name another by now.</summary>
    public bool IsPinned => Image.Contains("@sha256:", StringComparison.Ordinal);

    public IEnumerable<string> DifferencesTo(TaskContainer next)
    {
        if (Image != next.Image)
        {
            yield return $"image {Image} -> {next.Image}";
        }

        foreach (var (name, from, to) in new[] { ("CPU", Cpu, next.Cpu), ("memory", Memory, next.Memory), ("memory reservation", MemoryReservation, next.MemoryReservation) })
        {
            if (from != to)
            {
                yield return $"{name} {Text(from)} -> {Text(to)}";
            }
        }

        if (Command != next.Command)
        {
            yield return "another command or entry point";
        }

        foreach (var (what, from, to) in new[] { ("environment", Environment, next.Environment), ("secrets", Secrets, next.Secrets) })
        {
            string[] changes =
            [
                .. Names("adds", to.Keys.Where(k => !from.ContainsKey(k))),
                .. Names("drops", from.Keys.Where(k => !to.ContainsKey(k))),
                .. Names("changes", from.Where(f => to.TryGetValue(f.Key, out var value) && value != f.Value).Select(f => f.Key)),
            ];
            if (changes.Length > 0)
            {
                yield return $"{what} {string.Join(", ", changes)}";
            }
        }

        if (!EnvironmentFiles.SequenceEqual(next.EnvironmentFiles))
        {
            yield return "other environment files";
        }
    }

    private static IEnumerable<string> Names(string verb, IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? [] : [$"{verb} {string.Join(' ', all.Take(MaxNames))}{(all.Count > MaxNames ? $" and {all.Count - MaxNames} more" : string.Empty)}"];
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>Family and revision, as people and AWS name a task definition: <c>web:41</c>.</summary>
public readonly record struct TaskDefinitionName(string Family, int Revision)
{
    /// <param name="arn">An ARN, or family and revision.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static TaskDefinitionName Of(string arn) => TryParse(arn, out var name) ? name.Value : throw new FormatException($"{arn} is no task definition.");

    public static bool TryParse(string text, [NotNullWhen(true)] out TaskDefinitionName? name)
    {
        name = text[(text.LastIndexOf('/') + 1)..].Split(':') is [{ Length: > 0 } family, var revision] && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TaskDefinitionName(family, number)
            : null;
        return name is not null;
    }

    public override string ToString() => $"{Family}:{Revision.ToString(CultureInfo.InvariantCulture)}";
}
