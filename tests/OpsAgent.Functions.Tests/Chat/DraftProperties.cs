using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>
/// Over any sequence of messages, confirmations, waits and changes by others: nothing is proposed, recorded or posted but by
/// the confirmation of a live draft by its owner, and then once and exactly what its card showed.
/// </summary>
public sealed class DraftProperties
{
    private static readonly string[] Writes =
    [
        "reboot i-0a1b2c3d4e5f60001 because the application hangs since 08:50",
        "reboot i-0a1b2c3d4e5f60002 because the application hangs since 08:50",
        "scale production/web to 6 because traffic has doubled",
        "scale production/web to 5 because traffic has doubled",
        "record incident high: web answers 5xx since 02:40",
        "post to ops: web is healthy again",
        "post to nowhere: web is healthy again",
    ];

    private static readonly string[] Others = ["yes", "yes please", "no", "help", "status of i-0a1b2c3d4e5f60001", "pending", "approve it", "reboot it if it fails again", "ok do it"];

    [Property(MaxTest = 60)]
    public FsCheck.Property Chat_OverAnySequence_DoesOnlyWhatWasShownAndConfirmed() => Prop.ForAll(Steps.ToArbitrary(), PlayAsync);

    private static Gen<Step[]> Steps => Gen.ArrayOf(
        from kind in Gen.Frequency((4, Gen.Constant('w')), (5, Gen.Constant('c')), (3, Gen.Constant('o')), (1, Gen.Constant('t')), (1, Gen.Constant('s')))
        from who in Gen.Choose(0, 1)
        from number in Gen.Choose(0, 99)
        select new Step(kind, who, number)).Select(s => s.Take(14).ToArray());

    private static async Task PlayAsync(Step[] steps)
    {
        var bench = new Bench();
        Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        UserId[] users = [Users.Engineer, Users.Lead];
        var talks = users.Select(u => new Talk(bench, u)).ToArray();
        var live = new JsonNode?[2];
        var isLast = new bool[2];
        var shown = new List<string>();
        foreach (var (kind, who, number) in steps)
        {
            var before = await DoneAsync(bench);
            var draft = kind == 'c' && shown.Count > 0 ? shown[^(1 + (number % Math.Min(3, shown.Count)))] : null;
            var answer = kind switch
            {
                'w' => await talks[who].SayAsync(Writes[number % Writes.Length]),
                'c' when draft is not null => await talks[who].ConfirmAsync(draft),
                'o' => await talks[who].SayAsync(Others[number % Others.Length]),
                _ => null,
            };
            if (answer is null)
            {
                bench.Time.Advance(TimeSpan.FromSeconds(kind == 't' ? number * 6 : 0));
                bench.Services.Put(SampleServices.WebAt(kind == 's' ? 3 + (number % 2) : 3));
                continue;
            }

            var done = (await DoneAsync(bench)).Except(before).ToList();
            if (done.Count > 0)
            {
                var isConfirmed = draft is null ? isLast[who] && kind == 'o' && Others[number % Others.Length] is "yes" : draft == live[who]?["draft_id"]?.GetValue<string>();
                Assert.True(isConfirmed && IsOpen(live[who]!, bench.Time.GetUtcNow()), $"{string.Join(' ', steps)} did {string.Join(", ", done)}");
                Assert.Equal(ShownBy(live[who]!, users[who]), Assert.Single(done)[(done[0].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                live[who] = null;
            }

            var next = JsonNode.Parse(answer["cards"]!)!.AsArray().LastOrDefault(c => c!["kind"]!.GetValue<string>() == "draft");
            live[who] = next ?? (kind == 'w' ? null : live[who]);
            isLast[who] = next is not null;
            if (next is not null)
            {
                shown.Add(next["draft_id"]!.GetValue<string>());
            }
        }
    }

    // The clock moved while the answer was waited for.
    private static bool IsOpen(JsonNode card, DateTimeOffset now) =>
        string.CompareOrdinal(Timestamps.Text(now - TimeSpan.FromSeconds(20)), card["expires_at"]!.GetValue<string>()) < 0;

    // Everything that was done, each with what tells it from another: its id, then what a card must have shown.
    private static async Task<IReadOnlyList<string>> DoneAsync(Bench bench)
    {
        var ids = bench.Store.Audit.All.Select(e => e.Fields()).Where(e => e.GetProperty("event_type").GetString() == "proposal_created").Select(e => e.GetProperty("proposal_id").GetString());
        var proposals = new List<string>();
        foreach (var id in ids)
        {
            var proposal = await bench.ReadAsync(ProposalId.TryParse(id)!.Value);
            proposals.Add($"{id} {proposal.Plan.Summary} {Facts(proposal.Plan.Before)} {Facts(proposal.Plan.After)} {proposal.Plan.Reason} {proposal.Requester.UserId}");
        }

        var incidents = (await bench.Incidents.ListAsync(50, null, CancellationToken.None)).Incidents.Select(i => $"{i.Id} {i.Report.Severity} {i.Report.Summary} {i.Report.By.UserId}");
        return [.. proposals, .. incidents, .. bench.Channels.Posts.Select((p, i) => $"post{i} {p.Destination} {p.Text} {p.By}")];
    }

    private static string ShownBy(JsonNode card, UserId owner)
    {
        var fields = card["fields"]!.AsArray().ToDictionary(f => f!["name"]!.GetValue<string>(), f => f!["value"]!.GetValue<string>());
        return card["confirm"]!.GetValue<string>() switch
        {
            "Propose" => $"{card["title"]} {Facts(card["before"]!)} {Facts(card["after"]!)} {card["reason"]} {owner}",
            "Record" => $"{fields["severity"]} {fields["summary"]} {owner}",
            _ => $"{card["target"]} {fields["text"]} {owner}",
        };
    }

    private static string Facts(IEnumerable<KeyValuePair<string, string>> facts) => string.Join(',', facts.Select(f => $"{f.Key}={f.Value}"));

    private static string Facts(JsonNode fields) => string.Join(',', fields.AsArray().Select(f => $"{f!["name"]}={f["value"]}"));

    /// <param name="Kind">w: asks for a write; c: confirms one of the last three drafts of anybody; o: says something else; t: time passes; s: somebody else scales.</param>
    private readonly record struct Step(char Kind, int Who, int Number);
}
