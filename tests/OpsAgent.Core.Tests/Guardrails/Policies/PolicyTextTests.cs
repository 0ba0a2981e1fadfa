using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

public sealed partial class PolicyTextTests
{
    private const string Rule = """{"name":"r","deny":"Stopped."}""";

    /// <summary>A policy, and what the refusal says of it.</summary>
    public static TheoryData<string, string> Broken => new()
    {
        { "", "it is no JSON" },
        { "null", "must be a policy" },
        { "[]", "must be a policy" },
        { """{"format":1,}""", "it is no JSON" },
        { """{"format":1,"format":1}""", "it is no JSON" },
        { "{}", "lacks format" },
        { """{"format":2}""", "format must be 1, the only format" },
        { """{"format":1,"rule":[]}""", "rule is not known here; known are format, groups, rules" },
        { """{"format":1,"groups":{"DBA":["a@example.com"]}}""", "groups.DBA has a name that must be lower-case letters, digits and hyphens, at most 64" },
        { """{"format":1,"groups":{"dba":[]}}""", "groups.dba must be a list of at least one e-mail address" },
        { """{"format":1,"groups":{"dba":["lead"]}}""", "groups.dba[0] must be an e-mail address" },
        { """{"format":1,"groups":{"dba":["system"]}}""", "groups.dba[0] must be an e-mail address" },
        { Of("""{"deny":"Stopped."}"""), "rule number 1: lacks name" },
        { Of("""{"name":"Stop","deny":"Stopped."}"""), "rule Stop: name must be lower-case letters" },
        { Of("""{"name":"r\n","deny":"Stopped."}"""), "rule number 1: name must be lower-case letters" },
        { Of(Rule, Rule), "rule r: name is the name of another rule too" },
        { Of("""{"name":"r"}"""), "rule r: must be an object with a name and what the rule asks" },
        { Of("""{"name":"r","match":{"operations":["reboot_ec2"]}}"""), "rule r: must be an object with a name and what the rule asks" },
        { Of("""{"name":"r","denny":"Stopped."}"""), "rule r: denny is not known here; known are name, match" },
        { Of("""{"name":"r","deny":null}"""), "rule r: deny must be a sentence for people" },
        { Of("""{"name":"r","deny":""}"""), "rule r: deny must be a sentence for people" },
        { Of($$"""{"name":"r","deny":"{{new string('x', 301)}}"}"""), "rule r: deny must be a sentence for people of 1 to 300" },
        { Of("""{"name":"r","deny":"..."}"""), "rule r: deny must say why, in words" },
        { Of("""{"name":"r","deny":"Stop\u202eped."}"""), "rule r: deny must not contain control, invisible" },
        { Of("""{"name":"r","deny":"\ud800"}"""), "half of a surrogate pair" },
        { Of("""{"name":"r","match":{},"deny":"Stopped."}"""), "rule r: match must be an object with one or more of operations, tags, risk" },
        { Of("""{"name":"r","match":{"operations":["reboot_ec3"]},"deny":"Stopped."}"""), "rule r: match.operations[0] is no write here; write one of reboot_ec2, scale_ecs_service, rollback_ecs_service" },
        { Of("""{"name":"r","match":{"operations":["get_ec2_status"]},"deny":"Stopped."}"""), "rule r: match.operations[0] is no write here" },
        { Of("""{"name":"r","match":{"risk":["High"]},"deny":"Stopped."}"""), "rule r: match.risk[0] must be one of low, medium, high" },
        { Of("""{"name":"r","match":{"tags":{"Team":"web"}},"deny":"Stopped."}"""), "rule r: match.tags.Team must be a list of at least one value" },
        { Of("""{"name":"r","match":{"tags":{"Team":["we\u200bb"]}},"deny":"Stopped."}"""), "rule r: match.tags.Team must not contain control, invisible" },
        { Of("""{"name":"r","requesters":["dbas"]}"""), "rule r: requesters[0] is no group; write one of dba, or add it to groups" },
        { Of("""{"name":"r","one_of":["dba","b","c","d","e","f","g","h","i"]}"""), "rule r: one_of must be a list of 1 to 8 names of groups" },
        { Of("""{"name":"r","all_of":[]}"""), "rule r: all_of must be a list of 1 to 8 names of groups" },
        { Of("""{"name":"r","approvals":0}"""), "rule r: approvals must be a whole number from 1 to 5" },
        { Of("""{"name":"r","approvals":6}"""), "rule r: approvals must be a whole number from 1 to 5" },
        { Of("""{"name":"r","approvals":"2"}"""), "rule r: approvals must be a whole number from 1 to 5" },
        { Of("""{"name":"r","approvals":2.5}"""), "rule r: approvals must be a whole number from 1 to 5" },
        { Of("""{"name":"r","approvals":1e400}"""), "rule r: approvals must be a whole number from 1 to 5" },
        { Of("""{"name":"r","self_approval":true}"""), "rule r: self_approval must be false, or left out" },
        { Of("""{"name":"r","scale_to_zero":true}"""), "rule r: scale_to_zero must be false, or left out" },
        { Of("""{"name":"r","max_change":0}"""), "rule r: max_change must be" },
        { Of("""{"name":"r","max_change_percent":1001}"""), "rule r: max_change_percent must be a whole number from 1 to 1000" },
        { Of("""{"name":"r","cooldown_minutes":10081}"""), "rule r: cooldown_minutes must be a whole number of minutes from 1 to 10080" },
        { Of("""{"name":"r","budget":{"minutes":60}}"""), "rule r: budget must be an object with minutes, and writes or share_percent" },
        { Of("""{"name":"r","budget":{"writes":5}}"""), "rule r: budget lacks minutes" },
        { Of("""{"name":"r","budget":{"minutes":60,"share_percent":30}}"""), "rule r: budget lacks of_tag, which share_percent needs" },
        { Of("""{"name":"r","budget":{"minutes":60,"share_percent":101,"of_tag":"Service"}}"""), "rule r: budget.share_percent must be a whole number from 1 to 100" },
        { Of("""{"name":"r","breaker":{"failures":3,"minutes":60}}"""), "rule r: breaker lacks open_minutes" },
        { When("""{"from":"18:00","to":"6:00","zone":"UTC"}"""), "rule r: when[0].to must be 18:00, or once 2026-12-23T18:00" },
        { When("""{"from":"18:00","to":"24:00","zone":"UTC"}"""), "rule r: when[0].to must be 18:00" },
        { When("""{"from":"18:00","to":"06:00"}"""), "rule r: when[0] lacks zone" },
        { When("""{"from":"18:00","to":"06:00","zone":"CEST"}"""), "rule r: when[0] has a zone that is no name of the IANA time zone database" },
        { When("""{"from":"18:00","to":"06:00","zone":"europe/berlin"}"""), "write Europe/Berlin" },
        { When("""{"from":"18:00","to":"06:00","zone":"UTC+02:00"}"""), "rule r: when[0].zone must be a name of the IANA" },
        { When("""{"from":"18:00","to":"06:00","zone":"UTC+02"}"""), "rule r: when[0] has a zone that is no name of the IANA" },
        { When("""{"from":"18:00","to":"06:00","zone":"UTC","days":["monday"]}"""), "rule r: when[0].days[0] must be one of mon" },
        { When("""{"from":"18:00","to":"06:00","zone":"UTC","days":["mon","mon"]}"""), "rule r: when[0].days must be a list of 1 to 7 different days" },
        { When("""{"from":"2026-12-23T18:00","to":"06:00","zone":"UTC"}"""), "rule r: when[0] has times that are none; write both" },
        { When("""{"from":"2026-02-30T18:00","to":"2026-03-01T06:00","zone":"UTC"}"""), "rule r: when[0] has times that are none; write both" },
        { When("""{"from":"2026-12-23T18:00","to":"2026-12-23T18:00","zone":"UTC"}"""), "rule r: when[0] ends before it begins" },
        { When("""{"from":"2026-12-23T18:00","to":"2026-12-24T18:00","zone":"UTC","days":["wed"]}"""), "rule r: when[0] has dates and days" },
        { Of(Enumerable.Range(1, 101).Select(i => $$"""{"name":"r{{i}}","approvals":2}""")), "rules must be a list of at most 100 rules" },
        { Of(Enumerable.Range(1, 90).Select(i => $$"""{"name":"r{{i}}","deny":"{{new string('x', 90)}}"}""")), "bytes even without white space, and a parameter holds 8192" },
        { """{"format":1,"rules[7]":1,"rules[":1}""", "rules[7]" },
        { new string(' ', 70_000), "it has 70000 characters" },
        { new string('[', 3000), "it is no JSON" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Parse_ABrokenPolicy_SaysWhichRuleAndMemberAndWhatToWrite(string json, string expected)
    {
        var refusal = WritePolicy.Parse(json).Refusal(ErrorCode.PolicyDenied);

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nothing is changed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, string.Join('\n', Problems(refusal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ManyProblems_SaysThemAll()
    {
        var refusal = WritePolicy.Parse(Of(
            """{"name":"one","approvals":9,"requesters":["nobody"],"match":{"operations":["reboot"]}}""",
            """{"name":"two","when":[{"from":"18:00","to":"06:00","zone":"Mars"}],"self_approval":true,"deni":"x"}""")).Refusal(ErrorCode.PolicyDenied);

        Assert.Equal(
            ["rule one: approvals", "rule two: self_approval", "rule two: deni", "rule one: requesters[0]", "rule one: match.operations[0]", "rule two: when[0] has a zone"],
            Problems(refusal).Select(p => ProblemPlace().Match(p).Value));
    }

    [Fact]
    public void Parse_ProblemsWithoutEnd_AreBounded()
    {
        var refusal = WritePolicy.Parse($$"""{"format":1,"rules":[{{string.Join(',', Enumerable.Repeat("{}", 5000))}}]}""").Refusal(ErrorCode.PolicyDenied);
        Assert.Equal("rules must be a list of at most 100 rules", Assert.Single(Problems(refusal), p => p.StartsWith("rules ", StringComparison.Ordinal)));

        var many = WritePolicy.Parse(Of(Enumerable.Repeat("{}", 90))).Refusal(ErrorCode.PolicyDenied);
        Assert.Equal("and more", Problems(many)[^1]);
        Assert.Equal(21, Problems(many).Count);
    }

    [Fact]
    public void Parse_NoGroupsAndNoRules_HasNone()
    {
        var policy = Samples.Policy("""{"format":1}""");

        Assert.Equal(WritePolicy.None.Hash(), policy.Hash());
        Assert.Empty(policy.Rules);
        Assert.Empty(policy.Groups);
    }

    [Fact]
    public void Parse_EveryMember_IsRead()
    {
        var rule = Samples.Policy(Samples.Whole).Rules[0];

        Assert.Equal((2, 10, 100, 30, false, false), (rule.Approvals!.Value, rule.MaxChange!.Value, rule.MaxChangePercent!.Value, rule.CooldownMinutes!.Value, rule.SelfApproval!.Value, rule.ScaleToZero!.Value));
        Assert.Equal(new WriteBudget(60, 5, 30, "Service"), rule.Budget);
        Assert.Equal(new CircuitBreaker(3, 60, 120), rule.Breaker);
        Assert.Equal(["web", "pay"], rule.Match!.Tags!["Team"]);
        Assert.Equal(["fri", "sat"], rule.When!.Value[0].Days!.Value);
    }

    [Fact]
    public void Parse_AnAddressInAnotherCase_IsThatPerson() =>
        Assert.Equal([Users.Lead], Samples.Policy("""{"format":1,"groups":{"dba":["Lead@Example.COM"]}}""").Groups["dba"]);

    [Fact]
    public void Parse_ACatalogOfItsOwn_KnowsItsWritesAlone()
    {
        var catalog = new OperationCatalog([.. OperationCatalog.Default.Operations.Where(o => o.Name == "scale_ecs_service")]);
        var policy = Of("""{"name":"r","match":{"operations":["reboot_ec2"]},"deny":"Stopped."}""");

        Assert.EndsWith("write one of scale_ecs_service", Problems(WritePolicy.Parse(policy, catalog).Refusal(ErrorCode.PolicyDenied))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_APolicy_ReadsBackAsItself()
    {
        var policy = Samples.Policy(Samples.Whole);

        var again = WritePolicy.Parse(policy.Text()).Value();

        Assert.Equal(policy.Text(), again.Text());
        Assert.Equal(CanonicalJson.Hash(policy.Text()), again.Hash());
        Assert.NotEqual(WritePolicy.None.Hash(), policy.Hash());
    }

    [Fact]
    public void Parse_EachExampleOfThePage_IsAPolicy()
    {
        using var stream = typeof(PolicyTextTests).Assembly.GetManifestResourceStream("policy.md")!;
        using var reader = new StreamReader(stream);
        var page = reader.ReadToEnd();
        var examples = JsonBlock().Matches(page).Select(m => m.Groups[1].Value).Concat(KillSwitch().Matches(page).Select(m => m.Groups[1].Value)).ToList();

        Assert.True(examples.Count >= 8);
        Assert.All(examples, e => Assert.NotEmpty(Samples.Policy(e).Rules));
    }

    /// <summary>Whatever is put, cut out or changed somewhere in a whole policy, the answer is a policy or a refusal.</summary>
    [Property(MaxTest = 3000, Arbitrary = [typeof(Fragments)])]
    public void Parse_AMutatedPolicy_IsAPolicyOrARefusal(int place, int length, byte kind, AnyText text)
    {
        var whole = Samples.Whole;
        var from = Math.Abs(place % whole.Length);
        var cut = Math.Min(Math.Abs(length % 40), whole.Length - from);
        var mutated = (kind % 3) switch
        {
            0 => whole.Remove(from, cut),
            1 => whole.Insert(from, text.Value),
            _ => whole.Remove(from, cut).Insert(from, text.Value),
        };

        AssertAnswered(mutated);
    }

    /// <summary>Whatever stands in the place of any one value.</summary>
    [Property(MaxTest = 2000, Arbitrary = [typeof(AnyJsons)])]
    public void Parse_AnyJsonInAnyPlace_IsAPolicyOrARefusal(int place, AnyJson value)
    {
        AssertAnswered(value.Written(0));
        var whole = JsonNode.Parse(Samples.Whole)!;
        var places = PlacesIn(whole).ToList();
        var (owner, name, index) = places[Math.Abs(place % places.Count)];
        try
        {
            var node = JsonNode.Parse(value.Written((uint)place));
            if (name is not null)
            {
                owner[name] = node;
            }
            else
            {
                owner[index] = node;
            }

            AssertAnswered(whole.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException && e.StackTrace!.Contains("JsonNode", StringComparison.Ordinal))
        {
            // JsonNode itself takes no lone surrogate.
        }
    }

    private static void AssertAnswered(string json)
    {
        if (WritePolicy.Parse(json).Succeeded(out var policy, out var refusal))
        {
            Assert.Equal(policy.Hash(), WritePolicy.Parse(policy.Text()).Value().Hash());
            PolicyEvaluation.Evaluate(policy, Samples.Facts(), Users.Authority);
            return;
        }

        Assert.Equal(ErrorCode.PolicyDenied, refusal.Code);
        Assert.True(refusal.Message.Length < 20_000);
        Assert.True(Core.Text.DisplayText.IsDisplayable(refusal.Message), refusal.Message);
    }

    private static IEnumerable<(JsonNode Owner, string? Name, int Index)> PlacesIn(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(m => PlacesIn(m.Value!).Prepend((members, m.Key, 0))),
        JsonArray items => items.SelectMany((v, i) => PlacesIn(v!).Prepend((items, null, i))),
        _ => [],
    };

    private static IReadOnlyList<string> Problems(Refusal refusal) => [.. refusal.Details!.Value.GetProperty("problems").EnumerateArray().Select(p => p.GetString()!)];

    private static string Of(params IEnumerable<string> rules) => $$"""{"format":1,"groups":{"dba":["lead@example.com"]},"rules":[{{string.Join(',', rules)}}]}""";

    private static string When(string window) => Of($$"""{"name":"r","deny":"Stopped.","when":[{{window}}]}""");

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("--value '(.*?)'")]
    private static partial Regex KillSwitch();

    [GeneratedRegex(@"^rule \w+: \S+( has a zone)?")]
    private static partial Regex ProblemPlace();

    /// <summary>What is put into a policy: JSON's own characters above all.</summary>
    public sealed record AnyText(string Value);

    public static class Fragments
    {
        private static readonly Gen<string> Parts = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "\ud83d", "null", "true", "false", "0", "-1", "1e999", "0.5", "99999999999999999999", " ", "\n", "\u202e", "a", "é",
            "\"name\":\"x\",", "\"match\":{},", "\"rules[0]\":1,", "\"2026-02-30T00:00\"", "{\"name\":[]}", new string('[', 70));

        public static Arbitrary<AnyText> Arbitrary() => Arb.From(
            from count in Gen.Choose(1, 3)
            from parts in Gen.ArrayOf(Parts, count)
            select new AnyText(string.Concat(parts)));
    }
}
