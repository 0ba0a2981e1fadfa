using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as X-Ray shows it in a trace: working directory, type, message, stack and source files.</summary>
internal static class XRayCause
{
    private const int MaxBytes = 1024 * 1024;

    /// <returns>JSON on one line, as it goes into a header; null if it is too long for one.</returns>
    public static string Of(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("working_directory", Environment.CurrentDirectory);
            json.WriteStartArray("exceptions");
            json.WriteStartObject();
            json.WriteString("type", exception.GetType().Name);
            json.WriteString("message", exception.Message);
            json.WriteStartArray("stack");
            foreach (var frame in frames)
            {
                WriteFrame(json, frame);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("paths");
            foreach (var path in frames.Select(static frame => frame.GetFileName()).OfType<string>().Distinct())
            {
                json.WriteStringValue(path);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.Length < MaxBytes ? Encoding.UTF8.GetString(buffer.ToArray()) : null;
    }

    private static void WriteFrame(Utf8JsonWriter json, StackFrame frame)
    {
        json.WriteStartObject();
        if (frame.GetFileName() is { } path)
        {
            json.WriteString("path", path);
            json.WriteNumber("line", frame.GetFileLineNumber());
        }

        json.WriteString("label", DiagnosticMethodInfo.Create(frame) is { } method ? $"{method.DeclaringTypeName}.{method.Name}" : "trimmed");
        json.WriteEndObject();
    }
}
