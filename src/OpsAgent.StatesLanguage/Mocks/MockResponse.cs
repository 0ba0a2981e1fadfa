namespace OpsAgent.StatesLanguage;

internal sealed record MockResponse(int First, int Last, FunctionOutcome Outcome);
