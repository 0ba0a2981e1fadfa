using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsAgent.Deployment.Tests.Rules;

internal static class Json
{
    /// <summary>As AWS counts it: only what JSON must escape is escaped.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
