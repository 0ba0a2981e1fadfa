namespace OpsAgent.Core.Identity;

/// <summary>What a signed request proves.</summary>
/// <param name="Account">Who sent it.</param>
/// <param name="InPerson">True where the service vouches for the person's own act (a signed Slack request, a Teams bot activity); false for an outgoing webhook of Teams', which never decides.</param>
/// <param name="Decision">What it decides; null where it is words, or anything else.</param>
public sealed record VerifiedRequest(ChatAccount Account, bool InPerson, RequestedDecision? Decision = null);
