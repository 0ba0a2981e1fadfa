using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads Step Functions Local's mock configuration format and checks all of it.</summary>
internal static class MockConfigReader
{
    /// <exception cref="InvalidMockConfigException">The file cannot be read or is wrong somewhere.</exception>
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
            var place = $"StateMachines.{machine}.TestCases";
            foreach (var (name, states) in Object(Object(machineNode, $"StateMachines.{machine}")["TestCases"], place))
            {
                cases[(machine, name)] = new MockCase(name, Object(states, $"{place}.{name}")
                    .ToImmutableDictionary(pair => pair.Key, pair => Named(pair.Value, responses, $"{place}.{name}.{pair.Key}")));
            }
        }

        return new MockConfig(cases.ToImmutable());
    }

    private static MockResponses Named(JsonNode? name, ImmutableDictionary<string, MockResponses> responses, string place) =>
        name.IsString(out var text) && responses.TryGetValue(text, out var found)
            ? found
            : throw new InvalidMockConfigException($"{place} names the response {name.ToJsonText()}, which MockedResponses does not have");

    private static MockResponses Responses(string name, JsonObject node)
    {
        var answers = node.Select(pair => Answer(pair.Key, Object(pair.Value, $"MockedResponses.{name}.{pair.Key}"), $"MockedResponses.{name}.{pair.Key}"))
            .OrderBy(answer => answer.First).ToImmutableArray();
        for (var i = 1; i < answers.Length; i++)
        {
            if (answers[i].First <= answers[i - 1].Last)
            {
                throw new InvalidMockConfigException($"MockedResponses.{name} answers invocation {answers[i].First} twice");
            }
        }

        return new MockResponses(name, answers);
    }

    private static MockAnswer Answer(string key, JsonObject node, string place)
    {
        var ends = key.Split('-');
        if (ends.Length > 2 || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first)
        {
            throw new InvalidMockConfigException($"{place}: '{key}' is neither an invocation number nor a range like '1-2'");
        }

        var returns = node.ContainsKey("Return");
        if (node.Count != 1 || (!returns && !node.ContainsKey("Throw")))
        {
            throw new InvalidMockConfigException($"{place} must hold exactly one of Return and Throw");
        }

        return new MockAnswer(first, last, returns
            ? new FunctionOutcome.Returned(node["Return"].ToJsonText())
            : new FunctionOutcome.Failed(Thrown(Object(node["Throw"], $"{place}.Throw"), $"{place}.Throw")));
    }

    private static StateError Thrown(JsonObject node, string place) => node["Error"].IsString(out var error)
        ? new StateError(error, node["Cause"].IsString(out var cause) ? cause : null)
        : throw new InvalidMockConfigException($"{place}.Error must be a string");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static JsonObject Object(JsonNode? node, string place) =>
        node as JsonObject ?? throw new InvalidMockConfigException($"{place} must be a JSON object");
}
