using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>Somebody who acts on his own: a person at the API, the state machine on one execution, the sweep.</summary>
/// <param name="Verb">What it is doing.</param>
/// <param name="Person">Who it is, or null for a machine.</param>
internal sealed record Actor(string Verb, UserId? Person = null)
{
    public override string ToString() => Person is { } person ? $"{person.Value[..person.Value.IndexOf('@', StringComparison.Ordinal)]} {Verb}" : Verb;
}
