using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Serializes any type by reflection. Not for trimmed or native builds.</summary>
[RequiresUnreferencedCode(Reflects)]
public class DefaultLambdaJsonSerializer : AbstractLambdaJsonSerializer, ILambdaSerializer
{
    private const string Reflects = "Reads and writes types by reflection; use SourceGeneratorLambdaJsonSerializer in trimmed applications.";

    public DefaultLambdaJsonSerializer()
        : this(null, null)
    {
    }

    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions> customizer)
        : this(customizer, null)
    {
    }

    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions> customizer, Action<JsonWriterOptions> jsonWriterCustomizer)
        : base(jsonWriterCustomizer)
    {
        SerializerOptions = CreateDefaultJsonSerializationOptions();
        customizer?.Invoke(SerializerOptions);
    }

    protected JsonSerializerOptions SerializerOptions { get; }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The class says so.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The class says so.")]
    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response) =>
        JsonSerializer.Serialize(writer, response, SerializerOptions);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The class says so.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The class says so.")]
    protected override T InternalDeserialize<T>(byte[] utf8Json) => JsonSerializer.Deserialize<T>(utf8Json, SerializerOptions);
}
