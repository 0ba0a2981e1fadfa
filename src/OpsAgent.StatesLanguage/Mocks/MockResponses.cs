using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>The mocked responses of one state, by invocation number from 0.</summary>
internal sealed record MockResponses(string Name, ImmutableArray<MockResponse> Items)
{
    /// <exception cref="StateErrorException">There is no response for this invocation: the execution fails, as in Step Functions Local.</exception>
    public FunctionOutcome Next(int invocation) =>
        Items.FirstOrDefault(response => invocation >= response.First && invocation <= response.Last)?.Outcome
        ?? throw new StateErrorException(ErrorNames.Runtime, $"The mocked response '{Name}' has no answer for invocation {invocation}.");
}
