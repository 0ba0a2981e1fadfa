using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>
/// Random people, machines, sweeps and clocks at random turns, against design.md. A failure prints the schedule, which
/// <see cref="Story.Of"/> plays again, and FsCheck's seed for the attribute's Replay.
/// </summary>
public sealed class ScheduleProperties(ITestOutputHelper output)
{
    /// <summary>What an answer may be; anything else is a fault of OpsAgent.</summary>
    private static readonly HashSet<string?> Codes =
    [
        null, "ALREADY_DECIDED", "APPROVAL_EXPIRED", "APPROVAL_TOKEN_INVALID", "SELF_APPROVAL_FORBIDDEN", "ROLE_REQUIRED", "RESOURCE_BUSY", "PLAN_CHANGED",
        "TAG_VALIDATION_FAILED", "POLICY_DENIED", "AWS_THROTTLED", "OUTCOME_UNKNOWN", "VALIDATION_ERROR",
    ];

    [Property(Arbitrary = [typeof(Schedules)], MaxTest = 300)]
    public void AnySchedule_OnTheRealHandlers_KeepsTheDesign(Schedule schedule) => Holds(Story.Of(schedule));

    [Property(Arbitrary = [typeof(Schedules)], MaxTest = 20)]
    public void TheSameSchedule_ToldTwice_IsTheSameStory(Schedule schedule) => Assert.Equal(Story.Of(schedule).Turns.Trace, Story.Of(schedule).Turns.Trace);

    [Fact]
    public void Schedules_Sampled_ReachEveryEndAndEveryKindOfTrouble()
    {
        var stories = Schedules.Arbitrary().Generator.Sample(200, new Rnd(1), 200).Select(Story.Of).ToList();

        var ends = stories.SelectMany(s => s.Referee.Cases.Values).GroupBy(c => c.Stage).ToDictionary(g => g.Key, g => g.Count());
        Assert.All((string[])["completed", "rejected", "denied", "expired", "withdrawn"], end => Assert.Contains(end, ends.Keys));
        Assert.Contains(stories, s => s.Referee.Cases.Values.Any(c => c.Changes == 1 && c.Yes.Count == 2));
        output.WriteLine($"{stories.Count} schedules, {stories.Sum(s => s.Turns.Trace.Count)} turns, {stories.Sum(s => s.Referee.Collisions)} collisions, {stories.Sum(s => s.Turns.Ended)} ended by Lambda");
        output.WriteLine(string.Join(", ", ends.Select(e => $"{e.Value} {e.Key}")));
        Assert.True(stories.Sum(s => s.Referee.Collisions) > 20);
        Assert.Contains(stories, s => s.Turns.Ended > 0);
        Assert.Contains(stories, s => s.Referee.Cases.Values.Any(c => c is { DriftedAfter: not null, Stage: "rejected", Yes.Count: > 0 }));
        Assert.Contains(stories, s => s.Referee.Cases.Count > 1);
    }

    private static void Holds(Story story)
    {
        try
        {
            Assert.Empty(story.Referee.Faults);
            Assert.DoesNotContain(story.Turns.Failures, f => f is not InvalidOperationException { Message: ['S', 't', 'a', 't', 'e', 's', '.', ..] });
            foreach (var (id, known) in story.Referee.Cases)
            {
                Assert.True(known.IsOver, $"{id} is {known.Stage} for ever.");
                Assert.True(story.LeaseIsFree(known.Target), $"{known.Target} is leased for ever.");
                Assert.False(story.Waits(id), $"The execution of {id} waits for ever.");
                Audited(story, id, known);
            }

            foreach (var (who, id, answer) in story.Answers)
            {
                var wasCutShort = answer.Code == "INTERNAL_ERROR" && story.WasMeddledWith && answer["status"] == "rejected";
                Assert.True(Codes.Contains(answer.Code) || wasCutShort, answer.Text);
                Believed(story, who, id, answer);
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\n{string.Join('\n', story.Turns.Trace)}", e);
        }
    }

    private static void Audited(Story story, ProposalId id, RefereeCase known)
    {
        var (end, events) = (story.EndOf(id), story.EventsOf(id));
        Assert.Null(AuditChain.FindFirstProblem(id.Value, events, end.AuditHead));
        var told = events.Select(e => e.Fields()).Select(f => f.GetProperty("event_type").GetString()!).ToList();
        var decided = known.Told.Where(t => t != "ended").ToList();
        Assert.Equal(decided, told.Where(t => t is not ("action_executed" or "action_failed" or "outcome_verified")));
        Assert.Equal(known.Told[^1] == "ended", told[^1] is "outcome_verified" or "action_failed");
        var granted = events.Select(e => e.Fields()).Where(f => f.GetProperty("event_type").GetString() == "approval_granted");
        Assert.Equal(known.Yes.Select(y => y.By.Value), granted.Select(f => f.GetProperty("user_id").GetString()!));
        Assert.InRange(told.Count(t => t == "action_executed"), 0, known.Changes);
    }

    /// <summary>Whoever is told that it worked can rely on it.</summary>
    private static void Believed(Story story, Actor who, string id, Kit.Answer answer)
    {
        if (!answer.Success || ProposalId.TryParse(id) is not { } proposal)
        {
            return;
        }

        var known = story.Referee.Cases[proposal];
        Assert.True(
            who.Verb switch
            {
                "approve" => known.Yes.Exists(y => y.By == who.Person),
                "deny" => known.Stage == "denied" && known.EndedBy == who.Person,
                "withdraw" => known.Stage == "withdrawn" && known.EndedBy == who.Person,
                _ => known.Requester == who.Person,
            },
            $"{who} was told that it worked: {answer.Text}");
        Assert.True(answer["action_executed"] != "true" || known.Changes == 1);
    }
}
