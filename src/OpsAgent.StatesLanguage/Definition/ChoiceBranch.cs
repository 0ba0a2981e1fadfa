namespace OpsAgent.StatesLanguage;

internal sealed record ChoiceBranch(ChoiceRule Rule, string Next);
