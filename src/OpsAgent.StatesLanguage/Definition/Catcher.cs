using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>One entry of <c>Catch</c>. A null <see cref="ResultPath"/> discards the error output.</summary>
internal sealed record Catcher(ImmutableArray<string> ErrorEquals, JsonPath? ResultPath, string Next);
