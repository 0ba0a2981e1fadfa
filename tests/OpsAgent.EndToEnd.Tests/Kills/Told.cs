namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary>What a client was told of a proposal, and so may rely on.</summary>
/// <param name="Verb">propose, approve, deny or withdraw.</param>
/// <param name="By">The user.</param>
/// <param name="Proposal">The proposal's id.</param>
/// <param name="Code">The error code, or null for success.</param>
/// <param name="Executed">Whether it said that the change was made.</param>
internal sealed record Told(string Verb, string By, string Proposal, string? Code, bool Executed);
