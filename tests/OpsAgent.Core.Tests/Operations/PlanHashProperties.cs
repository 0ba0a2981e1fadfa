using System.Collections.Immutable;
using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>What a plan hash covers. Its names differ; their order is how they happen to be written.</summary>
public sealed record PlanFacts(
    string Operation, string Arn, IReadOnlyList<(string Name, string Value)> Parameters, IReadOnlyList<(string Name, string Value)> Before, IReadOnlyList<(string Name, string Value)> After)
{
    public ChangePlan Plan(string summary = "words", string undo = "words", string id = "i-1", string? name = null, bool reversed = false) => new(
        Operation,
        new JsonObject((reversed ? Parameters.Reverse() : Parameters).Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToElement(),
        new ResourceTarget(Arn, id, "EC2 instance", name),
        summary,
        Facts(reversed ? Before.Reverse() : Before),
        Facts(reversed ? After.Reverse() : After),
        undo);

    public bool Same(PlanFacts other) =>
        Operation == other.Operation && Arn == other.Arn && Same(Parameters, other.Parameters) && Same(Before, other.Before) && Same(After, other.After);

    private static bool Same(IEnumerable<(string Name, string Value)> one, IEnumerable<(string Name, string Value)> other) => one.ToHashSet().SetEquals(other);

    private static ImmutableSortedDictionary<string, string> Facts(IEnumerable<(string Name, string Value)> facts) =>
        facts.ToImmutableSortedDictionary(f => f.Name, f => f.Value);
}

public static class PlanFactsGenerator
{
    // Few names and values, so that equal plans are common; awkward ones, so that texts could run into each other.
    private static readonly Gen<string> Word = Gen.Elements("", "a", "b", "A", "\",\"b\":\"", "running", "é", "e\u0301", "\u2028", "}");

    private static readonly Gen<IReadOnlyList<(string Name, string Value)>> Pairs =
        from count in Gen.Choose(0, 2)
        from names in Gen.ArrayOf(Word, count)
        from values in Gen.ArrayOf(Word, count)
        select (IReadOnlyList<(string, string)>)[.. names.Zip(values).DistinctBy(p => p.First)];

    public static Arbitrary<PlanFacts> Arbitrary() => Arb.From(
        from operation in Gen.Elements("reboot_ec2", "scale_ecs_service")
        from arn in Gen.Elements("arn:1", "arn:2")
        from parameters in Pairs
        from before in Pairs
        from after in Pairs
        select new PlanFacts(operation, arn, parameters, before, after));
}

[Properties(Arbitrary = [typeof(PlanFactsGenerator)], MaxTest = 2000)]
public sealed class PlanHashProperties
{
    [Property]
    public void Hash_OfTwoPlans_IsEqualExactlyWhenTheyAre(PlanFacts one, PlanFacts other) =>
        Assert.Equal(one.Same(other), one.Plan().Hash() == other.Plan().Hash());

    [Property]
    public void Hash_MembersInAnotherOrder_IsTheSame(PlanFacts facts) => Assert.Equal(facts.Plan().Hash(), facts.Plan(reversed: true).Hash());

    [Property]
    public void Hash_OtherWords_IsTheSame(PlanFacts facts) => Assert.Equal(facts.Plan().Hash(), facts.Plan("other words", "other words", name: "other").Hash());

    [Property]
    public void Hash_OneFactAddedOrChanged_IsAnother(PlanFacts facts)
    {
        var hash = facts.Plan().Hash();
        var more = (Name: "zz", Value: "added");

        Assert.NotEqual(hash, (facts with { Operation = facts.Operation + "x" }).Plan().Hash());
        Assert.NotEqual(hash, (facts with { Arn = facts.Arn + "x" }).Plan().Hash());
        Assert.NotEqual(hash, (facts with { Parameters = [.. facts.Parameters, more] }).Plan().Hash());
        Assert.NotEqual(hash, (facts with { Before = [.. facts.Before, more] }).Plan().Hash());
        Assert.NotEqual(hash, (facts with { After = [.. facts.After, more] }).Plan().Hash());
        Assert.All(facts.Parameters, p => Assert.NotEqual(
            hash, (facts with { Parameters = [.. facts.Parameters.Select(q => q == p ? (q.Name, q.Value + "x") : q)] }).Plan().Hash()));
    }

    [Fact]
    public void Hash_OfAKnownPlan_IsThatOfItsCanonicalText()
    {
        var plan = Proposals.PlanFor(Instances.Web);

        Assert.Equal(
            CanonicalJson.Hash("""{"after":{"rebooted":"once","state":"running"},"before":{"state":"running"},"format":1,"operation":"reboot_ec2","parameters":{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs since 08:50."},"target":"arn:aws:ec2:eu-central-1:123456789012:instance/i-0a1b2c3d4e5f60001"}"""),
            plan.Hash().Value);
        Assert.Matches("^[0-9a-f]{64}$", plan.Hash().ToString());
        Assert.Equal(plan.Hash().Value[..8], plan.Hash().Short);
    }

    [Fact]
    public void Hash_OfAPlanThatWasStoredBeforeFormat1_IsWhatItWas() => Assert.Equal(
        CanonicalJson.Hash("""{"after":{"rebooted":"once","state":"running"},"before":{"state":"running"},"operation":"reboot_ec2","parameters":{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs since 08:50."},"target":"arn:aws:ec2:eu-central-1:123456789012:instance/i-0a1b2c3d4e5f60001"}"""),
        (Proposals.PlanFor(Instances.Web) with { Format = 0 }).Hash().Value);

    [Fact]
    public void Matches_GivenText_TakesEightOrMoreOfItsFirstCharacters()
    {
        var hash = new PlanHash("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

        Assert.All(new[] { "01234567", "01234567" + "89ABCDEF", hash.Value, hash.Value.ToUpperInvariant() }, given => Assert.True(hash.Matches(given)));
        Assert.All(new[] { null, "", "0123456", "12345678", "0123456x", hash.Value + "0", hash.Value[..63] + "0", "        " }, given => Assert.False(hash.Matches(given)));
    }
}
