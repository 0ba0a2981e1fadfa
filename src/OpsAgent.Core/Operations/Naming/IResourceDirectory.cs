using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Naming;

/// <summary>
/// Finds resources by the names that people call them. Read only; asks AWS a bounded number of times whatever the account
/// holds, and keeps what it found for a minute.
/// </summary>
public interface IResourceDirectory
{
    /// <param name="names">Words of a message that may be names, at most <see cref="MaxNames"/>; compared without regard to case.</param>
    /// <returns>
    /// Every resource that has one of the names, or has one as whole words of its own name (<c>web-2</c> in <c>prod-web-2</c>): <see cref="NameWords.IsIn"/>.
    /// </returns>
    /// <exception cref="AwsException">Nothing at all could be looked at.</exception>
    Task<ResourceMatches> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    const int MaxNames = 40;
}

/// <param name="Resources">In no particular order; none twice.</param>
/// <param name="NotSearched">What was not looked through, a sentence each, such as a kind whose listing AWS denied; empty when everything was.</param>
public sealed record ResourceMatches(IReadOnlyList<NamedResource> Resources, IReadOnlyList<string> NotSearched);

/// <summary>A resource and what people call it.</summary>
/// <param name="Subject">How operations name it: an instance id, <c>cluster/service</c>, <c>app/name/id</c>, a target group's ARN, an alarm's or a cluster's name.</param>
/// <param name="Name">Its name: the tag Name of an instance, else AWS's own.</param>
/// <param name="Where">What tells two of a name apart: an instance's state and availability zone, a service's cluster, a load balancer's type; may be empty.</param>
public sealed record NamedResource(Subject Subject, string Name, string Where);
