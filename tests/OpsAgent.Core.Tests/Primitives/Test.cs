using System.Text.Json;

namespace OpsAgent.Core.Tests.Primitives;

internal static class Test
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
