namespace OpsAgent.StatesLanguage;

/// <summary>Parameters, ResultSelector and ResultPath of a state. A null <see cref="ResultPath"/> discards the result.</summary>
internal sealed record PayloadFields(Template? Parameters, Template? ResultSelector, JsonPath? ResultPath);
