using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads and validates the mock configuration format of Step Functions Local.</summary>
internal static class MockConfigReader
{
    /// <exception cref="InvalidMockConfigException">The file cannot be read or is invalid.</exception>
    public static async Task<MockConfig> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidMockConfigException($"The mock configuration '{file}' cannot be read: {unreadable.Message}", unreadable);
        }
        catch (InvalidMockConfigException wrong)
        {
            throw new InvalidMockConfigException($"The mock configuration '{file}' is wrong: {wrong.Message}", wrong);
        }
    }

    public static MockConfig Read(string text)
    {
        if (!JsonText.TryParse(text, out var node, out var problem))
        {
            throw new InvalidMockConfigException(problem);
        }

        var root = Object(node, "the file");
        var responses = Object(root["MockedResponses"] ?? new JsonObject(), "MockedResponses")
            .ToImmutableDictionary(pair => pair.Key, pair => Responses(pair.Key, Object(pair.Value, $"MockedResponses.{pair.Key}")));
        var cases = ImmutableDictionary.CreateBuilder<(string Machine, string Case), MockCase>();
        foreach (var (machine, machineNode) in Object(root["StateMachines"], "StateMachines"))
        {
            var path = $"StateMachines.{machine}.TestCases";
            foreach (var (name, states) in Object(Object(machineNode, $"StateMachines.{machine}")["TestCases"], path))
            {
                cases[(machine, name)] = new MockCase(name, Object(states, $"{path}.{name}")
                    .ToImmutableDictionary(pair => pair.Key, pair => Named(pair.Value, responses, $"{path}.{name}.{pair.Key}")));
            }
        }

        return new MockConfig(cases.ToImmutable());
    }

    private static MockResponses Named(JsonNode? name, ImmutableDictionary<string, MockResponses> responses, string path) =>
        name.IsString(out var text) && responses.TryGetValue(text, out var found)
            ? found
            : throw new InvalidMockConfigException($"{path} names the response {name.ToJsonText()}, which MockedResponses does not have");

    private static MockResponses Responses(string name, JsonObject node)
    {
        var items = node.Select(pair => Response(pair.Key, Object(pair.Value, $"MockedResponses.{name}.{pair.Key}"), $"MockedResponses.{name}.{pair.Key}"))
            .OrderBy(response => response.First).ToImmutableArray();
        for (var i = 1; i < items.Length; i++)
        {
            if (items[i].First <= items[i - 1].Last)
            {
                throw new InvalidMockConfigException($"MockedResponses.{name} answers invocation {items[i].First} twice");
            }
        }

        return new MockResponses(name, items);
    }

    private static MockResponse Response(string key, JsonObject node, string path)
    {
        var bounds = key.Split('-');
        if (bounds.Length > 2 || !Number(bounds[0], out var first) || !Number(bounds[^1], out var last) || last < first)
        {
            throw new InvalidMockConfigException($"{path}: '{key}' is neither an invocation number nor a range like '1-2'");
        }

        var isReturn = node.ContainsKey("Return");
        if (node.Count != 1 || (!isReturn && !node.ContainsKey("Throw")))
        {
            throw new InvalidMockConfigException($"{path} must hold exactly one of Return and Throw");
        }

        return new MockResponse(first, last, isReturn
            ? new FunctionOutcome.Returned(node["Return"].ToJsonText())
            : new FunctionOutcome.Failed(Thrown(Object(node["Throw"], $"{path}.Throw"), $"{path}.Throw")));
    }

    private static StateError Thrown(JsonObject node, string path) => node["Error"].IsString(out var error)
        ? new StateError(error, node["Cause"].IsString(out var cause) ? cause : null)
        : throw new InvalidMockConfigException($"{path}.Error must be a string");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static JsonObject Object(JsonNode? node, string path) =>
        node as JsonObject ?? throw new InvalidMockConfigException($"{path} must be a JSON object");
}
