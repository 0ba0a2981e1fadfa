using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ec2;

namespace OpsAgent.TestKit;

/// <summary>Instances to start from; <c>with</c> makes the others.</summary>
public static class Instances
{
    public const string WebId = "i-0a1b2c3d4e5f60001";

    /// <summary>Running, healthy, tagged as the standard policy of <c>production</c> asks.</summary>
    public static Instance Web { get; } = Numbered(1);

    /// <summary>As <see cref="Web"/>, with another id and name.</summary>
    public static Instance Numbered(int number)
    {
        var id = $"i-0a1b2c3d4e5f6{number:d4}";
        return new Instance(
            id,
            $"arn:aws:ec2:eu-central-1:123456789012:instance/{id}",
            "running",
            "m7g.large",
            "eu-central-1a",
            new DateTimeOffset(2026, 3, 1, 6, 30, 0, TimeSpan.Zero),
            "ok",
            "ok",
            Tags(("Name", $"web-{number}"), ("Role", "web"), ("OpsAgentManaged", "true"), ("Environment", "production"), ("CriticalityLevel", "high")));
    }

    public static ImmutableSortedDictionary<string, string> Tags(params IEnumerable<(string Key, string Value)> tags) =>
        tags.ToImmutableSortedDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

    public static Instance WithTag(this Instance instance, string key, string value) => instance with { Tags = instance.Tags.SetItem(key, value) };

    public static Instance WithoutTag(this Instance instance, string key) => instance with { Tags = instance.Tags.Remove(key) };
}
