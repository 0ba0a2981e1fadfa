using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// Step Functions' handle on one waiting task. Whoever holds it can end the wait, so it never leaves the server
/// side: its text form is not the token, and only the approval store and the workflow call it.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class TaskToken(string text)
{
    public string Reveal() => text;

    public override string ToString() => "[task token]";

    public sealed class Converter : JsonConverter<TaskToken>
    {
        public override TaskToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, TaskToken value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }
}
