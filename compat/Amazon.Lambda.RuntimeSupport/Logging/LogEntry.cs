using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

internal sealed record LogEntry(DateTimeOffset At, LogLevel? Level, string RequestId, string TraceId, MessageTemplate Template, Exception Exception)
{
    private string Stamp => At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public string ToText()
    {
        var text = string.Join('\n', new[] { Template.Fill(), Exception?.ToString() }.Where(static part => !string.IsNullOrEmpty(part)));
        return string.Join('\t', new[] { Stamp, RequestId ?? "", Label, text }.Where(static column => column is not null));
    }

    /// <summary>One line. An exception that came without words has an empty message, as every exception that no handler caught.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Stamp);
            json.WriteString("level", (Level ?? LogLevel.Information).ToString());
            Write(json, "requestId", RequestId);
            Write(json, "traceId", TraceId);
            json.WriteString("message", Template.Fill());
            foreach (var (name, value) in Template.Named())
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            if (Exception is not null)
            {
                json.WriteString("errorType", Exception.GetType().FullName);
                json.WriteString("errorMessage", Exception.Message);
                json.WriteStartArray("stackTrace");
                foreach (var line in Exception.ToString().Split('\n', StringSplitOptions.TrimEntries))
                {
                    json.WriteStringValue(line);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private string Label => Level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => null,
    };

    private static void Write(Utf8JsonWriter json, string name, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                json.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
