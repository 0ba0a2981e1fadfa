using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>
/// Between a Lambda payload and an object. Every failure is a <see cref="JsonSerializerException"/>;
/// <c>LAMBDA_NET_SERIALIZER_DEBUG=true</c> prints the payloads.
/// </summary>
public abstract class AbstractLambdaJsonSerializer
{
    private readonly bool debug = string.Equals(
        Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase);

    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions> jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        // The options are a struct: the customizer changes a copy. The published package has it so.
        jsonWriterCustomizer?.Invoke(WriterOptions);
    }

    protected JsonWriterOptions WriterOptions { get; }

    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            {
                InternalSerialize(writer, response);
            }

            Show("Serialize", typeof(T), buffer);
            buffer.WriteTo(responseStream);
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException($"The response of type {typeof(T).FullName} could not be written as JSON: {exception.Message}", exception);
        }
    }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            var buffer = new MemoryStream();
            requestStream.CopyTo(buffer);
            Show("Deserialize", typeof(T), buffer);
            return InternalDeserialize<T>(buffer.ToArray());
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException($"The event could not be read as {typeof(T).FullName}: {exception.Message}", exception);
        }
    }

    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = new AwsNamingPolicy(),
        Converters = { new DateTimeConverter(), new MemoryStreamConverter(), new ByteArrayConverter() },
    };

    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    private void Show(string what, Type type, MemoryStream payload)
    {
        if (debug)
        {
            Console.WriteLine($"Lambda {what} {type.FullName}: {Encoding.UTF8.GetString(payload.ToArray())}");
        }
    }
}
