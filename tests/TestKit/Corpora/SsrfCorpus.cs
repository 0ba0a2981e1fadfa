using System.Text.Json;

namespace OpsAgent.TestKit.Corpora;

/// <summary>Ways to make a server call what it should not, each with what must become of it: <c>ssrf.json</c>.</summary>
public static class SsrfCorpus
{
    private static readonly Lazy<JsonElement> Root = new(() =>
    {
        using var stream = typeof(SsrfCorpus).Assembly.GetManifestResourceStream("ssrf.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    });

    /// <param name="part"><c>urls</c>, <c>patterns</c>, <c>addresses</c> or <c>answers</c>.</param>
    /// <returns>Given, verdict and why, of each case.</returns>
    public static TheoryData<string, string, string> Of(string part)
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var one in Root.Value.GetProperty(part).EnumerateArray())
        {
            cases.Add(Text("given"), Text("verdict"), Text("why"));

            string Text(string name) => one.GetProperty(name).GetString()!;
        }

        return cases;
    }
}
