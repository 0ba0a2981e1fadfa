using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as the Runtime API wants it: <c>errorType</c> is the short type name that state machines match on.</summary>
internal static class ErrorReport
{
    private const int MaxBytes = 256 * 1024;

    /// <returns>One that is too long says only so: its type is in the header then, and nowhere else.</returns>
    public static byte[] Write(Exception exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, exception);
        }

        return buffer.Length <= MaxBytes ? buffer.ToArray() : """{"errorMessage":"The exception is longer than 256 KB."}"""u8.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        if (exception.InnerException is { } cause)
        {
            json.WritePropertyName("cause");
            Write(json, cause);
        }

        if (exception is AggregateException { InnerExceptions: { Count: > 0 } causes })
        {
            json.WriteStartArray("causes");
            foreach (var one in causes)
            {
                Write(json, one);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
