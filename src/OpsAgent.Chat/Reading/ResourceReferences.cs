using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>What an id, an ARN, a path or a page of the AWS console names, read from its form alone.</summary>
internal static partial class ResourceReferences
{
    private static readonly string[] Hosts = ["console.aws.amazon.com", "console.amazonaws.cn", "console.amazonaws-us-gov.com"];

    /// <returns>What the token names, or null where its form does not say.</returns>
    public static Subject? SubjectOf(Token token) => token.Kind switch
    {
        TokenKind.Instance => new Subject(SubjectKind.Instance, token.Text),
        TokenKind.Arn => OfArn(token.Text),
        TokenKind.Path => OfPath(token.Text),
        TokenKind.Proposal => new Subject(SubjectKind.Proposal, token.Lower),
        TokenKind.Link => OfLink(token.Text),
        _ => null,
    };

    public static Subject? OfArn(string arn) =>
        arn.Split(":instance/") is [_, var id] && id.StartsWith("i-", StringComparison.Ordinal) ? new Subject(SubjectKind.Instance, id)
        : arn.Contains(":loadbalancer/", StringComparison.Ordinal) ? new Subject(SubjectKind.LoadBalancer, arn)
        : arn.Contains(":targetgroup/", StringComparison.Ordinal) ? new Subject(SubjectKind.TargetGroup, arn)
        : arn.Split(":service/") is [_, var service] && service.Split('/').Length == 2 ? new Subject(SubjectKind.Service, service)
        : arn.Split(":cluster/") is [_, var cluster] ? new Subject(SubjectKind.Cluster, cluster)
        : arn.Split(":alarm:") is [_, var alarm] ? new Subject(SubjectKind.Alarm, alarm)
        : arn.Split(":task/") is [_, var task] && task.Split('/') is [var of, _] ? new Subject(SubjectKind.Cluster, of)
        : null;

    private static Subject? OfPath(string path) => path.Trim('/').Split('/') switch
    {
        ["app" or "net" or "gwy", _, { Length: 16 }] => new Subject(SubjectKind.LoadBalancer, path),
        ["targetgroup", _, { Length: 16 }] => new Subject(SubjectKind.TargetGroup, path),
        ["ec2" or "instance" or "instances", var id] when id.StartsWith("i-", StringComparison.Ordinal) => new Subject(SubjectKind.Instance, id),
        [{ Length: > 0 } cluster, { Length: > 0 } service] when Name().IsMatch(cluster) && Name().IsMatch(service) => new Subject(SubjectKind.Service, path.Trim('/')),
        _ => null,
    };

    // Pages of the console: a subject stands in the fragment or in the path, once or twice encoded.
    private static Subject? OfLink(string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var page) || !Hosts.Any(h => page.Host == h || page.Host.EndsWith($".{h}", StringComparison.Ordinal)))
        {
            return null;
        }

        var text = Uri.UnescapeDataString(Uri.UnescapeDataString(link.Replace('$', '%')));
        return InstanceInLink().Match(text) is { Success: true } instance ? new Subject(SubjectKind.Instance, instance.Value)
            : ServiceInLink().Match(text) is { Success: true, Groups: var service } ? new Subject(SubjectKind.Service, $"{service["cluster"].Value}/{service["service"].Value}")
            : ClusterInLink().Match(text) is { Success: true, Groups: var cluster } ? new Subject(SubjectKind.Cluster, cluster["cluster"].Value)
            : ArnInLink().Match(text) is { Success: true } arn ? OfArn(arn.Value)
            : AlarmInLink().Match(text) is { Success: true, Groups: var alarm } ? new Subject(SubjectKind.Alarm, alarm["alarm"].Value.Replace('+', ' '))
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex InstanceInLink();

    [GeneratedRegex(@"clusters/(?<cluster>[A-Za-z0-9_-]+)/services/(?<service>[A-Za-z0-9_-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceInLink();

    [GeneratedRegex(@"clusters/(?<cluster>[A-Za-z0-9_-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterInLink();

    [GeneratedRegex(@"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:(?:loadbalancer|targetgroup)/[A-Za-z0-9/_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex ArnInLink();

    [GeneratedRegex(@"(?:alarm/|alarmsV2:alarm/|alarm=)(?<alarm>[^?&~]+)", RegexOptions.CultureInvariant)]
    private static partial Regex AlarmInLink();
}
