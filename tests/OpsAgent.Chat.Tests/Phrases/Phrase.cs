using System.Text.Json;

namespace OpsAgent.Chat.Tests.Phrases;

/// <summary>One entry of the corpus: what somebody types, and what must come of it; README.md says how it is written.</summary>
/// <param name="Readings">The expectations, in order; more than one list where several readings are right.</param>
internal sealed record Phrase(string Sense, string Say, string? After, IReadOnlyList<IReadOnlyList<JsonElement>> Readings)
{
    public static IReadOnlyList<Phrase> Read(string json)
    {
        using var file = JsonDocument.Parse(json);
        return [.. file.RootElement.EnumerateArray().Select(p => Of(p.Clone()))];
    }

    public static IReadOnlyList<Phrase> All { get; } = [.. Read(Resource("phrases.json")), .. Read(Resource("more-phrases.json")), .. Read(Resource("pastes.json"))];

    private static Phrase Of(JsonElement phrase) => new(
        phrase.GetProperty("sense").GetString()!,
        phrase.TryGetProperty("file", out var file) ? Resource(file.GetString()!).TrimEnd('\n') : phrase.GetProperty("say").GetString()!,
        phrase.TryGetProperty("after", out var after) ? after.GetString() : null,
        phrase.TryGetProperty("any", out var any) ? [.. any.EnumerateArray().Select(r => (IReadOnlyList<JsonElement>)[.. r.EnumerateArray()])] : [[.. phrase.GetProperty("expect").EnumerateArray()]]);

    private static string Resource(string name)
    {
        using var stream = typeof(Phrase).Assembly.GetManifestResourceStream($"phrases/{name}") ?? throw new ArgumentException($"There is no {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
