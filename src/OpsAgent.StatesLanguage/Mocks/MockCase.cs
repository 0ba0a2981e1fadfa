using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>One test case: which states of a machine are mocked, and how. States it does not name call the real endpoint.</summary>
internal sealed record MockCase(string Name, ImmutableDictionary<string, MockResponses> States)
{
    public MockResponses? For(string stateName) => States.GetValueOrDefault(stateName);
}
