using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>The answers of one mocked state, by invocation number from 0.</summary>
internal sealed record MockResponses(string Name, ImmutableArray<MockAnswer> Answers)
{
    /// <exception cref="StateErrorException">There is no answer for this invocation: the execution fails, as in Step Functions Local.</exception>
    public FunctionOutcome Next(int invocation) =>
        Answers.FirstOrDefault(answer => invocation >= answer.First && invocation <= answer.Last)?.Outcome
        ?? throw new StateErrorException(ErrorNames.Runtime, $"The mocked response '{Name}' has no answer for invocation {invocation}.");
}
