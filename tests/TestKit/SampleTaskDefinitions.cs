using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>Revisions of <see cref="SampleServices.Web"/>'s task definition; <c>with</c> makes the others.</summary>
public static class SampleTaskDefinitions
{
    private const string Arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/";

    public const string TaskRole = "arn:aws:iam::123456789012:role/web-task";

    public const string ExecutionRole = "arn:aws:iam::123456789012:role/ecs-execution";

    /// <summary>What runs now.</summary>
    public static TaskDefinition Web42 { get; } = Named("web:42", "web:1.42.0", ("CACHE", "unbounded"), ("LOG", "info"));

    /// <summary>What ran before, registered a day earlier.</summary>
    public static TaskDefinition Web41 { get; } = Named("web:41", "web:1.41.3", ("CACHE_ITEMS", "1000"), ("LOG", "debug")) with { RegisteredAt = Web42.RegisteredAt - TimeSpan.FromDays(1) };

    public static TaskDefinition Named(string name, string image, params (string Name, string Value)[] environment) =>
        new($"{Arn}{name}", "ACTIVE", [new TaskContainer("app", image) { Environment = environment.ToImmutableSortedDictionary(e => e.Name, e => $"hash of {e.Value}") }])
        {
            RegisteredAt = Moments.Start,
            Cpu = "512",
            Memory = "1024",
            TaskRole = TaskRole,
            ExecutionRole = ExecutionRole,
        };

    public static CompletedDeployment Completed(this TaskDefinition definition, double hoursAgo) => new(definition.Arn, Moments.Start - TimeSpan.FromHours(hoursAgo));
}
