namespace OpsAgent.StatesLanguage;

/// <summary>How a state makes its input and places its result. A null <see cref="ResultPath"/> discards the result.</summary>
internal sealed record ResultShape(Template? Parameters, Template? ResultSelector, JsonPath? ResultPath);
