using System.Collections.Immutable;
using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

/// <summary>Policies x proposals x times of verdicts.txt, which an evaluator in another language wrote.</summary>
public sealed class VerdictTableTests
{
    private static readonly string[][] Lines = Read();
    private static readonly Dictionary<string, WritePolicy> Policies = Lines.Where(l => l[0] == "policy").ToDictionary(l => l[1], l => Samples.Policy(l[2]));
    private static readonly Dictionary<string, JsonElement> Proposals = Lines.Where(l => l[0] == "proposal").ToDictionary(l => l[1], l => Test.Json(l[2]));

    public static TheoryData<string> PolicyNames => [.. Policies.Keys];

    [Fact]
    public void Table_IsReadWhole()
    {
        var rows = Lines.Where(l => l.Length == 4).ToList();
        Assert.True(rows.Count > 600);
        Assert.All(["allow", "deny", "ask"], verdict => Assert.Contains(rows, r => r[3].StartsWith(verdict, StringComparison.Ordinal)));
        Assert.All(Policies.Keys, name => Assert.Contains(rows, r => r[0] == name));
    }

    [Theory]
    [MemberData(nameof(PolicyNames))]
    public void Evaluate_AProposalAtATime_IsTheVerdictAndNamesTheRule(string policy)
    {
        var rows = Lines.Where(l => l.Length == 4 && l[0] == policy).ToList();
        Assert.All(rows, row =>
        {
            var verdict = PolicyEvaluation.Evaluate(Policies[policy], Facts(Proposals[row[1]], At(row[2])), Users.Authority);

            Assert.Equal($"{row[1]} at {row[2]}: {row[3]}", $"{row[1]} at {row[2]}: {Said(verdict)}");
            Assert.True(verdict.Denied is null || verdict.Denied.Message.Contains($"rule {row[3].Split(' ')[1]} ", StringComparison.Ordinal));
        });
    }

    private static string Said(PolicyVerdict verdict) => verdict switch
    {
        { Denied: { } refusal } => $"deny {refusal.Detail("rule")} {refusal.Detail("setting")}",
        { Asked.IsEmpty: true } => "allow",
        _ => $"ask {string.Join(' ', verdict.Asked.Select(a =>
            $"{a.Rule}:{a.MinApprovals}{(a.SelfApproval ? "" : ":notself")}{(a.Groups.IsEmpty ? "" : $":{(a.All ? "all" : "one")}={string.Join('+', a.Groups.Keys)}")}"))}",
    };

    private static PolicyFacts Facts(JsonElement proposal, DateTimeOffset now)
    {
        var facts = Samples.Facts(now, proposal.GetProperty("operation").GetString()!) with
        {
            Tags = TagsOf(proposal.GetProperty("tags")),
            Requester = Users.Id(proposal.GetProperty("requester").GetString()!),
            Risk = Find(proposal, "risk") is { } risk && WireName.TryParse<RiskLevel>(risk.GetString(), out var level) ? level : null,
            Count = Find(proposal, "count") is { } count ? new CountChange(count[0].GetInt32(), count[1].GetInt32(), "tasks") : null,
            LastChange = Find(proposal, "last_change") is { } last ? At(last.GetString()!) : null,
            Peers = Find(proposal, "peers") is { } peers ? peers.EnumerateObject().ToImmutableDictionary(p => p.Name, p => p.Value.GetInt32()) : ImmutableDictionary<string, int>.Empty,
            BadOutcomes = [.. Items(proposal, "bad").Select((b, i) => new BadOutcome(Id(i), b[1].GetString()!, TagsOf(b[2]), RiskLevel.Medium, At(b[0].GetString()!)))],
            Budgets = Items(proposal, "writes").Select((w, i) => (Key: w[0].GetString()!, Write: new BudgetedWrite(Id(i), w[1].GetString()!, At(w[2].GetString()!))))
                .GroupBy(w => w.Key, w => w.Write).ToImmutableDictionary(g => g.Key, g => new BudgetUse(g.Key, 1, [.. g])),
        };
        return facts;
    }

    private static ProposalId Id(int number) => ProposalId.TryParse($"01kkng00000000000000{number:d6}")!.Value;

    private static DateTimeOffset At(string text) => Timestamps.TryParse(text, out var at) ? at : throw new FormatException(text);

    private static ImmutableSortedDictionary<string, string> TagsOf(JsonElement tags) => Samples.Tags(tags.EnumerateObject().Select(t => (t.Name, t.Value.GetString()!)));

    private static JsonElement? Find(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) => Find(owner, name) is { } list ? list.EnumerateArray() : default;

    private static string[][] Read()
    {
        using var stream = typeof(VerdictTableTests).Assembly.GetManifestResourceStream("verdicts.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'))];
    }
}
