using System.Buffers;
using System.Text.Json;

namespace Amazon.Compat.Protocols.Json;

internal static class JsonBody
{
    /// <summary>A whole request body.</summary>
    public static byte[] Of(IJsonShape request)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            request.Write(json);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
