using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using FsCheck.Xunit;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

/// <summary>The published schema says the same as the types, and an independent validator reads it as we do.</summary>
public sealed class PolicySchemaTests(IndependentValidator independent) : IClassFixture<IndependentValidator>
{
    private static readonly JsonElement Published = Load();

    public static TheoryData<Type, string> Objects => new()
    {
        { typeof(WritePolicy), "" },
        { typeof(PolicyRule), "rule" },
        { typeof(RuleMatch), "match" },
        { typeof(RuleWindow), "window" },
        { typeof(WriteBudget), "budget" },
        { typeof(CircuitBreaker), "breaker" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Schema_OfAType_HasItsMembersAndWhatIsRequired(Type type, string name)
    {
        var schema = name.Length == 0 ? Published : Published.GetProperty("$defs").GetProperty(name);
        var members = PolicyJson.Default.GetTypeInfo(type)!.Properties;

        Assert.Equal(members.Select(m => m.Name).Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            members.Where(IsRequired).Select(m => m.Name).Order(StringComparer.Ordinal),
            (schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : []).Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Schema_OfARule_AsksForOneOfWhatARuleCanAsk()
    {
        var rule = Published.GetProperty("$defs").GetProperty("rule");

        Assert.Equal(
            rule.GetProperty("properties").EnumerateObject().Select(p => p.Name).Except(["name", "match", "when"]),
            rule.GetProperty("anyOf").EnumerateArray().Select(a => a.GetProperty("required")[0].GetString()));
    }

    [Fact]
    public void Schema_Words_AreThoseOfTheTypes()
    {
        Assert.Equal(WireName.All<RiskLevel>(), EnumAt("match", "risk"));
        Assert.Equal(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], EnumAt("window", "days"));
        Assert.Equal(WritePolicy.CurrentFormat, Published.GetProperty("properties").GetProperty("format").GetProperty("const").GetInt32());

        static IEnumerable<string?> EnumAt(string definition, string member) =>
            Published.GetProperty("$defs").GetProperty(definition).GetProperty("properties").GetProperty(member).GetProperty("items").GetProperty("enum").EnumerateArray().Select(e => e.GetString());
    }

    [Fact]
    public void Schema_EachNodeThatCanBeWrong_SaysWhatToWrite() =>
        Assert.All(NodesIn(Published).Where(n => n.TryGetProperty("type", out _) || n.TryGetProperty("const", out _) || n.TryGetProperty("enum", out _)), n => Assert.True(n.TryGetProperty("title", out _), n.GetRawText()));

    [Theory]
    [InlineData("lead@example.com")]
    [InlineData("o'brien+ops@mail.example.co.uk")]
    [InlineData("lead@example")]
    [InlineData("lead@example.com ")]
    [InlineData("lead@example.com\n")]
    [InlineData("@example.com")]
    [InlineData("a=b@example.com")]
    [InlineData("ü@example.com")]
    public void Schema_AnAddress_IsOneWhereTheDirectoryTakesIt(string address)
    {
        var json = new JsonObject { ["format"] = 1, ["groups"] = new JsonObject { ["dba"] = new JsonArray(address) } }.ToJsonString();

        Assert.Equal(UserId.TryParse(address) is not null && address.Trim() == address, WritePolicy.Parse(json).Succeeded(out _, out _));
    }

    [Fact]
    public void Schema_AWholePolicy_HoldsForBoth()
    {
        Assert.True(independent.IsValid(Samples.Whole));
        Assert.Empty(PolicySchema.FindProblems(Test.Json(Samples.Whole)));
    }

    [Fact]
    public void Schema_EachBrokenPolicyOfTheParser_IsReadAsTheIndependentValidatorReadsIt() =>
        Assert.All(PolicyTextTests.Broken.Select(b => b.Data.Item1).Where(IsJson), json => AssertBothAgree(Test.Json(json)));

    /// <summary>Every value of a whole policy is taken out, and replaced by each of a row of values.</summary>
    [Fact]
    public void Schema_AnyOneValueIsAnother_IsReadAsTheIndependentValidatorReadsIt()
    {
        string[] values = ["null", "true", "false", "0", "1", "2", "5", "6", "100", "101", "10080", "10081", "-1", "1.5", "\"\"", "\"x\"", "\"dba\"", "\"18:00\"", "\"UTC\"", "\"high\"", "[]", "[1]", "[\"dba\"]", "[\"mon\",\"mon\"]", "{}", "{\"a\":[\"b\"]}", "{\"minutes\":1,\"writes\":1}"];
        var count = 0;
        foreach (var path in PathsIn(JsonNode.Parse(Samples.Whole)!, []))
        {
            foreach (var value in values.Prepend(null))
            {
                var whole = JsonNode.Parse(Samples.Whole)!;
                var owner = path[..^1].Aggregate(whole, (node, step) => step is string name ? node[name]! : node[(int)step]!);
                Put(owner, path[^1], value);
                AssertBothAgree(Test.Json(whole.ToJsonString()));
                count++;
            }
        }

        Assert.True(count > 1000);
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(AnyJsons)])]
    public void Schema_AnyJson_IsReadAsTheIndependentValidatorReadsIt(AnyJson value) => AssertBothAgree(value.Element());

    private void AssertBothAgree(JsonElement value)
    {
        // We take whole numbers as they are written and no lone surrogate: stricter, and said so. To the expressions of Python
        // "$" holds before a line break.
        if (JsonConversions.IsReadable(value) && !value.GetRawText().Contains("\\n\"", StringComparison.Ordinal) && !value.GetRawText().Contains("1.0", StringComparison.Ordinal) && !value.GetRawText().Contains("1e", StringComparison.Ordinal))
        {
            var problems = PolicySchema.FindProblems(value).ToList();
            Assert.True(independent.IsValid(value.GetRawText()) == (problems.Count == 0), $"{value}: {string.Join("; ", problems)}");
        }
    }

    private static bool IsRequired(JsonPropertyInfo member) => member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool IsJson(string json)
    {
        try
        {
            Test.Json(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Put(JsonNode owner, object place, string? value)
    {
        if (value is null)
        {
            _ = owner is JsonObject members ? members.Remove((string)place) : owner.AsArray().Remove(owner[(int)place]);
        }
        else if (place is string name)
        {
            owner[name] = JsonNode.Parse(value);
        }
        else
        {
            owner[(int)place] = JsonNode.Parse(value);
        }
    }

    private static IEnumerable<object[]> PathsIn(JsonNode node, object[] path) => node switch
    {
        JsonObject members => members.SelectMany(m => PathsIn(m.Value!, [.. path, m.Key]).Prepend([.. path, m.Key])),
        JsonArray items => items.SelectMany((v, i) => PathsIn(v!, [.. path, i]).Prepend([.. path, i])),
        _ => [],
    };

    private static IEnumerable<JsonElement> NodesIn(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(m => NodesIn(m.Value)).Prepend(schema).Where(n => n.ValueKind is JsonValueKind.Object && !IsMap(n)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(NodesIn),
        _ => [],
    };

    // "properties" and "$defs" hold schemas by names, some of which are those of keywords.
    private static bool IsMap(JsonElement node) => node.EnumerateObject().Any() && node.EnumerateObject().All(m => m.Value.ValueKind is JsonValueKind.Object);

    private static JsonElement Load()
    {
        using var stream = typeof(PolicySchema).Assembly.GetManifestResourceStream("policy-schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
