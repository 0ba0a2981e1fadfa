namespace OpsAgent.StatesLanguage;

internal sealed record MockAnswer(int First, int Last, FunctionOutcome Outcome);
