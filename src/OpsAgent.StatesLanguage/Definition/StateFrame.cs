namespace OpsAgent.StatesLanguage;

/// <summary>
/// What every state has. A null path is the language's explicit <c>null</c> and selects an empty object;
/// a null <see cref="Next"/> ends the execution (or the state decides itself, as Choice does).
/// </summary>
internal sealed record StateFrame(string Name, JsonPath? InputPath, JsonPath? OutputPath, string? Next);
