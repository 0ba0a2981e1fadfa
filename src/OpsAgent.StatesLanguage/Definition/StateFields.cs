namespace OpsAgent.StatesLanguage;

/// <summary>
/// The fields that every state has. A null path is an explicit JSON <c>null</c> and selects an empty object;
/// a null <see cref="Next"/> ends the execution, except in a Choice state.
/// </summary>
internal sealed record StateFields(string Name, JsonPath? InputPath, JsonPath? OutputPath, string? Next);
