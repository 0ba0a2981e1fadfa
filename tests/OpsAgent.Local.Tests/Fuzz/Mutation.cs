using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>Spoils a valid body in one to three places: in its tree, in its text, or in its bytes.</summary>
internal static class Mutation
{
    private const string Mark = "~here~";

    public static byte[] Of(Dice random, JsonObject body)
    {
        var text = body.ToJsonString();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            text = random.Next(16) switch
            {
                0 => Delete(random, text),
                1 => Insert(random, text, Hostile.Text(random)),
                2 => text[..random.Next(text.Length)],
                _ => InTree(random, text),
            };
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(10) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    // What has been spoilt into no JSON, or into text that cannot be read, has no tree.
    private static string InTree(Dice random, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { MaxDepth = 1000, AllowDuplicateProperties = false }) is JsonObject body ? InTree(random, body) : text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return text;
        }
    }

    private static string InTree(Dice random, JsonObject body)
    {
        var at = Hostile.Pick(random, [.. Objects(body)]);
        var name = at.Count == 0 || random.Next(5) == 0 ? Hostile.Text(random) : Hostile.Pick(random, [.. at.Select(m => m.Key)]);
        switch (random.Next(5))
        {
            case 0:
                at.Remove(name);
                return body.ToJsonString();
            case 1:
                at[name.ToUpperInvariant()] = Mark;
                break;
            default:
                at[name] = Mark;
                break;
        }

        var spoilt = body.ToJsonString().Replace($"\"{Mark}\"", Hostile.Json(random), StringComparison.Ordinal);
        return random.Next(12) == 0 ? spoilt.Insert(1, $"\"operation\":{Hostile.Json(random)},") : spoilt;
    }

    private static IEnumerable<JsonObject> Objects(JsonObject at) => at.Select(m => m.Value).OfType<JsonObject>().SelectMany(Objects).Prepend(at);

    private static string Delete(Dice random, string text)
    {
        var from = random.Next(text.Length + 1);
        return text.Remove(from, random.Next(Math.Min(8, text.Length - from) + 1));
    }

    private static string Insert(Dice random, string text, string what) => text.Insert(random.Next(text.Length + 1), what);
}
