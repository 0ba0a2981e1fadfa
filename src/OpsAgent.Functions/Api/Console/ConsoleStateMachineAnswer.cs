using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Console;

/// <summary>The definition as far as a picture needs it, in the Amazon States Language: states, what they are for and the ways between them.</summary>
internal sealed record ConsoleStateMachineAnswer(ConsoleStateMachineAnswer.StateMachine Definition)
{
    public static ConsoleStateMachineAnswer Read() =>
        new(JsonSerializer.Deserialize(WriteOperationDefinition.Text(), DefinitionJson.Default.StateMachine)!);

    internal sealed record StateMachine(
        [property: JsonPropertyName("StartAt")] string StartAt,
        [property: JsonPropertyName("States")] OrderedDictionary<string, State> States);

    internal sealed record State(
        [property: JsonPropertyName("Type")] string Type,
        [property: JsonPropertyName("Comment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Comment,
        [property: JsonPropertyName("Next"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
        [property: JsonPropertyName("Default"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Default,
        [property: JsonPropertyName("Choices"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Way>? Choices,
        [property: JsonPropertyName("Catch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Way>? Catch);

    internal sealed record Way([property: JsonPropertyName("Next")] string Next);
}

[JsonSerializable(typeof(ConsoleStateMachineAnswer.StateMachine))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
