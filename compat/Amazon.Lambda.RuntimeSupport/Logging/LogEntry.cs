using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Logging;

internal sealed record LogEntry(
    DateTimeOffset At, string Level, string RequestId, string TraceId, string Template, object[] Arguments, Exception Exception)
{
    public string ToText()
    {
        var message = new MessageTemplate(Template, Arguments).Fill();
        var line = $"{Stamp}\t{RequestId}\t{LambdaLog.Label(Level)}\t{message}";
        return Exception is null ? line : line + "\n" + Exception;
    }

    public string ToJson()
    {
        var template = new MessageTemplate(Template, Arguments);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Stamp);
            json.WriteString("level", LambdaLog.ParseLevel(Level)?.ToString() ?? Level);
            Write(json, "requestId", RequestId);
            Write(json, "traceId", TraceId);
            json.WriteString("message", template.Fill());
            foreach (var (name, value) in template.Named())
            {
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
            }

            if (Exception is not null)
            {
                json.WriteString("errorType", Exception.GetType().FullName);
                json.WriteString("errorMessage", Exception.Message);
                json.WriteString("stackTrace", Exception.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private string Stamp => At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, string name, string value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
