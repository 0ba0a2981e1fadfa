using OpsAgent.Core.Cards;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Rendering;

/// <summary>One card of each kind with everything in it, and attacks in what people and AWS wrote.</summary>
internal static class SampleCards
{
    private const string Evil = "<!channel> *bold* [link](https://evil.example) `x` ${y} <at>all</at> {{DATE()}} | ~";

    public static IReadOnlyDictionary<string, Card> All { get; } = new Dictionary<string, Card>
    {
        ["result"] = new ResultCard
        {
            Title = "i-0a1b2c3d4e5f60002 (web-2)",
            Tone = Tone.Bad,
            Fields = [new CardField("state", "running"), new CardField("instance check", "impaired"), new CardField("tag Note", Evil)],
            Text = "i-0a1b2c3d4e5f60002 (web-2) fails its instance status check, a fault inside the instance.",
        },
        ["chart"] = new ChartCard
        {
            Title = "MemoryUtilization of production, web",
            Tone = Tone.Bad,
            Unit = "Percent",
            Statistic = "Average",
            PeriodSeconds = 60,
            Series = [new ChartSeries("MemoryUtilization", [.. Enumerable.Range(0, 60).Select(i => new ChartPoint(Moments.After(i * 60), 40 + (i * i / 64.0)))])],
            Thresholds = [new ChartThreshold($"web-memory {Evil}", 90, "GreaterThanThreshold", "ALARM")],
            Text = "MemoryUtilization has risen since 09:10 UTC.",
        },
        ["table"] = new TableCard
        {
            Title = "2 instances",
            Tone = Tone.Bad,
            Columns = ["instance", "state", "CPU"],
            Rows = [new TableRow(Tone.Ok, ["i-0a1b2c3d4e5f60001 (web-1)", "running", "12 %"]), new TableRow(Tone.Bad, [$"i-0a1b2c3d4e5f60002 ({Evil})", "running", "91 %"])],
            Truncated = true,
        },
        ["targets"] = new TargetsCard
        {
            Title = "Load balancer production-web",
            Tone = Tone.Warning,
            Verdict = "degraded",
            Groups =
            [
                new TargetsGroup("web", "degraded", Tone.Warning,
                [
                    new TargetsTarget("10.0.11.23", 8080, "us-east-1a", "healthy", Tone.Ok, null),
                    new TargetsTarget("10.0.11.24", 8080, "us-east-1a", "unhealthy", Tone.Bad, "Health checks failed with these codes: [503]"),
                ]),
                new TargetsGroup("api", "no targets", Tone.Neutral, []),
            ],
        },
        ["timeline"] = new TimelineCard
        {
            Title = "CloudTrail, last 6h",
            Entries =
            [
                new TimelineEntry(Moments.After(60), "UpdateService", "ci-deployer", "service/production/web, from 198.51.100.40", Tone.Neutral),
                new TimelineEntry(Moments.Start, "RebootInstances failed: Client.UnauthorizedOperation", Evil, $"i-0a1b2c3d4e5f60006, from {Evil}", Tone.Bad),
            ],
            Truncated = true,
        },
        ["draft"] = new DraftCard
        {
            Title = $"Scale ECS service production/web from 3 to 6 tasks. {Evil}",
            Tone = Tone.Warning,
            DraftId = "01kkng0000000000000draft01",
            Operation = "scale_ecs_service",
            Target = "production/web",
            Before = [new CardField("desired_count", "3")],
            After = [new CardField("desired_count", "6"), new CardField("on_failure", "keep")],
            Fields = [new CardField("watch", Evil), new CardField("account", "123456789012, eu-central-1")],
            Reason = $"Traffic has doubled since 08:50. {Evil} {new string('r', 400)} end of reason",
            Notes = ["double: 3 x 2 = 6.", "Application Auto Scaling moves this service between 2 and 12 (no policy); it may change the count again."],
            RiskLevel = "medium",
            RiskReasons = ["CriticalityLevel is high."],
            WhoMayDecide = "An approver other than engineer@example.com.",
            Confirm = "Propose",
            ExpiresAt = Moments.After(300),
        },
        ["proposal"] = new ProposalCard
        {
            Title = "Scale ECS service production/web from 3 to 6 tasks.",
            Tone = Tone.Warning,
            ProposalId = "01m84jhwnpv8xmxftddspfch58",
            Status = "pending",
            RequestedBy = "engineer@example.com",
            Before = [new CardField("desired_count", "3")],
            After = [new CardField("desired_count", "6"), new CardField("on_failure", "keep")],
            PlanHash = "506908a2",
            RiskLevel = "medium",
            RiskReasons = ["CriticalityLevel is high."],
            ApprovalsNeeded = 2,
            ApprovedBy = ["lead@example.com"],
            ExpiresAt = Moments.After(890),
            MayDecide = false,
            Decisions = ["withdraw"],
            WhyNot = "You proposed this change, so another person approves it.",
            WhereToDecide = "To decide, use the buttons on its card in the console (#/proposals/01m84jhwnpv8xmxftddspfch58).",
            WhoMayDecide = "2 approvers other than engineer@example.com.",
            Undo = "Scale it back: scale_ecs_service with desired_count 3.",
            Text = $"Waits for approval. {Evil}",
        },
        ["incident"] = new IncidentCard
        {
            Title = $"web answered 5xx from 02:40 to 03:10 {Evil}",
            Tone = Tone.Bad,
            IncidentId = "INC-2026-0001",
            Severity = "high",
            CreatedAt = Moments.Start,
            Links = ["https://status.example.com/42"],
            ProposalId = "01m84jhwnpv8xmxftddspfch58",
        },
    };
}
