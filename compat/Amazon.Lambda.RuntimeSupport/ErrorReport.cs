using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as the Runtime API wants it: <c>errorType</c> is the short type name that state machines match on.</summary>
internal static class ErrorReport
{
    private const int Limit = 256 * 1024;

    public static byte[] Write(Exception exception)
    {
        var full = Write(exception, withDetails: true);
        return full.Length <= Limit ? full : Write(exception, withDetails: false);
    }

    private static byte[] Write(Exception exception, bool withDetails)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, exception, withDetails);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception, bool withDetails)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", withDetails ? exception.Message : Shorten(exception.Message));
        if (withDetails)
        {
            WriteDetails(json, exception);
        }

        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartArray("stackTrace");
        foreach (var line in (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        if (exception.InnerException is { } cause)
        {
            json.WritePropertyName("cause");
            Write(json, cause, withDetails: true);
        }

        if (exception is AggregateException { InnerExceptions: { Count: > 0 } causes })
        {
            json.WriteStartArray("causes");
            foreach (var one in causes)
            {
                Write(json, one, withDetails: true);
            }

            json.WriteEndArray();
        }
    }

    private static string Shorten(string message) => message.Length <= 1024 ? message : message[..1024];
}
