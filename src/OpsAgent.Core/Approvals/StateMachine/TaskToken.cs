using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Text;

namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>
/// The task token of Step Functions. Anybody who has it can end the wait, so it never leaves the server: only the approval
/// store and <see cref="IStateMachine"/> reveal it.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class TaskToken(string text) : Secret("task token", text)
{
    public sealed class Converter : JsonConverter<TaskToken>
    {
        public override TaskToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, TaskToken value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }
}
