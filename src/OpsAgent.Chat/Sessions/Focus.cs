namespace OpsAgent.Chat.Sessions;

/// <param name="Kind">What it is.</param>
/// <param name="Name">How operations name it: an instance id, <c>cluster/service</c>, a load balancer's ARN, a proposal id.</param>
public sealed record Focus(FocusKind Kind, string Name);
