using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>One test case: the mocked responses of a state machine's states. Other states invoke their functions.</summary>
internal sealed record MockCase(string Name, ImmutableDictionary<string, MockResponses> States)
{
    public MockResponses? For(string stateName) => States.GetValueOrDefault(stateName);
}
