using System.Collections.Immutable;

namespace OpsAgent.Core.Operations;

/// <summary>A write's target as AWS showed it at one moment.</summary>
/// <param name="Target">Which resource.</param>
/// <param name="Tags">Its tags, names and values as they are, case-sensitive.</param>
/// <param name="Facts">What the operation's rules look at, such as <c>state</c> = <c>running</c>.</param>
public sealed record TargetState(
    ResourceTarget Target,
    ImmutableSortedDictionary<string, string> Tags,
    ImmutableSortedDictionary<string, string> Facts);
