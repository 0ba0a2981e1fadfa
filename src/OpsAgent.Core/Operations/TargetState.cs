using System.Collections.Immutable;

namespace OpsAgent.Core.Operations;

/// <summary>A write's target as AWS showed it at one moment.</summary>
/// <param name="Target">Which resource.</param>
/// <param name="Tags">Its tags, names and values as they are, case-sensitive.</param>
public record TargetState(ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags);

/// <inheritdoc cref="TargetState"/>
/// <param name="Target">Which resource.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Resource">The service's own record of it, which the operation's rules look at.</param>
public sealed record TargetState<TTarget>(ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags, TTarget Resource) : TargetState(Target, Tags);
