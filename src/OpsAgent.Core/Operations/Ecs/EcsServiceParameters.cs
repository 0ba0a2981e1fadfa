using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>How a write names one ECS service: cluster and service, each by name or ARN, the service's in the old format too.</summary>
internal static partial class EcsServiceParameters
{
    /// <summary>An ARN with two names of 255 characters, in the partition and Region with the longest names.</summary>
    public const int MaxArnLength = 600;

    private const int MaxPeers = 200;

    public static TextParameter Cluster { get; } =
        new("cluster", "The cluster's name or ARN.") { Required = true, MaxLength = MaxArnLength, Pattern = ClusterName(), Example = "production" };

    public static TextParameter Service { get; } =
        new("service", "The service's name or ARN.") { Required = true, MaxLength = MaxArnLength, Pattern = ServiceName(), Example = "web" };

    /// <returns>The service, or null; a name finds that of this account and Region, an ARN must be its own.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public static async Task<EcsService?> FindAsync(string cluster, string service, AwsReaders readers, CancellationToken cancellationToken) =>
        await readers.Services.FindAsync(cluster, service, cancellationToken) is { } found
            && (!IsArn(service) || found.IsNamedBy(service))
            && (!IsArn(cluster) || cluster == found.ClusterArn) ? found : null;

    /// <returns>How many services of the same cluster carry the tag, of those that one look shows.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public static async Task<int?> CountPeersAsync(EcsService service, string tag, string value, AwsReaders readers, CancellationToken cancellationToken) =>
        (await readers.Services.ListAsync(service.ClusterArn, withTags: true, MaxPeers, cancellationToken))?.Services.Count(s => s.Tags.GetValueOrDefault(tag) == value);

    public static Refusal NotFound(string cluster, string service)
    {
        var resource = $"{LastSegment(cluster)}/{LastSegment(service)}";
        return new Refusal(
            ErrorCode.ResourceNotFound,
            $"AWS finds no ECS service {resource} in this account and Region: the cluster has none of that name, or it is deleted (INACTIVE). Names are case-sensitive; check both.",
            new JsonObject { ["resource"] = resource }.ToElement());
    }

    // AWS refuses tags on an ARN without the cluster, and has no single call that migrates one.
    public static string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => target.Arn.Count(c => c == '/') == 1
        ? $"the service has the short ARN of before 2021 ({target.Arn}), which cannot carry tags (AWS: Long arn format must be used for tagging operations). Migrate it first, without recreating it: "
            + "aws ecs put-account-setting --name serviceLongArnFormat --value enabled, then as https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-arn-migration.html says; "
            + $"then add {string.Join(", ", tags.Select(t => $"{t.Key}={t.Value}"))}"
        : $"aws ecs tag-resource --resource-arn {target.Arn} --tags {string.Join(' ', tags.Select(t => $"key={t.Key},value={t.Value}"))}";

    private static bool IsArn(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal);

    private static string LastSegment(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    [GeneratedRegex("^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:service/([A-Za-z0-9_-]{1,255}/)?)?[A-Za-z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceName();
}
