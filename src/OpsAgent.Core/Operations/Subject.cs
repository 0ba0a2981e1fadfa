namespace OpsAgent.Core.Operations;

/// <summary>What a sentence or an answer is about.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">How operations name it: an instance id, <c>cluster/service</c>, an ARN, <c>app/name/id</c>, an alarm's or a cluster's name, a proposal id.</param>
public sealed record Subject(SubjectKind Kind, string Name);
