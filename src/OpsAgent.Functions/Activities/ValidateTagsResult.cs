using System.Collections.Immutable;

using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>For whoever looks at the execution in the Step Functions console.</summary>
public sealed record ValidateTagsResult(ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags);
