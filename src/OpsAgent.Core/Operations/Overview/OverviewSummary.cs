namespace OpsAgent.Core.Operations.Overview;

/// <summary>What a colleague would say of the account: what is in trouble, a line a section, what is not, and where to go on.</summary>
internal static class OverviewSummary
{
    private const int MaxNamed = 3;

    // A longer sentence of AWS's is in the details.
    private const int MaxReason = 100;

    /// <summary>The sections in the order in which they are told.</summary>
    public static IReadOnlyList<(string Title, OverviewSection Section)> Sections(AccountOverview overview) =>
        [.. Told(overview).Select(t => (t.Title, t.Section))];

    public static string Of(AccountOverview overview, DateTimeOffset now)
    {
        var told = Told(overview);
        var found = told.Where(t => t.Section.Count > 0).Select(t => $"{Heading(t.Section.Count, t.One, t.Many)}: {Named(t.Section, now)}.");
        var failed = told.Where(t => t.Section.Problem is not null).Select(t => $"{t.Title} could not be looked at: {t.Section.Problem}");
        var quiet = told.Where(t => t.Section is { Count: 0, Problem: null }).Select(t => t.None).ToList();
        var next = told.Select(t => t.Section.Lines.Select(l => l.Next).FirstOrDefault(n => n is not null)).OfType<NextStep>().Select(Words).Distinct().ToList();
        return string.Join('\n',
        [
            .. found,
            .. failed,
            .. quiet.Count == 0 ? Array.Empty<string>() : [$"{(quiet.Count == told.Count ? "All quiet" : "Else")}: {string.Join(", ", quiet)}."],
            .. next.Count == 0 ? Array.Empty<string>() : [$"Go on with: {string.Join("; ", next)}."],
            $"As of {RelativeTime.Describe(overview.AsOf, now)}, {(overview.Scope == GetOverviewParameters.WholeAccount ? "the whole account and Region" : overview.Scope)}.",
        ]);
    }

    private static IReadOnlyList<(string Title, OverviewSection Section, string One, string Many, string None)> Told(AccountOverview o) =>
    [
        ("Alarms", o.Alarms, "alarm is in ALARM", "alarms are in ALARM", "no alarm in ALARM"),
        ("Instances", o.Instances, "instance fails a check or has an event ahead", "instances fail a check or have an event ahead", "no failing instance check"),
        ("Targets", o.TargetGroups, "target group is not healthy", "target groups are not healthy", "no unhealthy target"),
        ("ECS services", o.Services, "ECS service is below its count, deploying or just deployed", "ECS services are below their count, deploying or just deployed", "no ECS service below its count or deploying"),
        ("Changes", o.Changes, "change in the last hour", "changes in the last hour", "no change in the last hour"),
        ("Proposals", o.Proposals, "proposal waits for approval", "proposals wait for approval", "no proposal pending"),
    ];

    private static string Heading(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    private static string Named(OverviewSection section, DateTimeOffset now) =>
        string.Join("; ", section.Lines.Take(MaxNamed).Select(l => $"{l.What} ({l.Text}{(l.Since is { } since ? $", {RelativeTime.Describe(since, now)}" : string.Empty)}{(l.Reason is { Length: > 0 and <= MaxReason } reason ? $": {reason.TrimEnd('.')}" : string.Empty)})"))
        + (section.Count > MaxNamed ? $"; and {section.Count - MaxNamed} more" : string.Empty);

    private static string Words(NextStep step) => $"{step.Operation} {string.Join(' ', step.Parameters.Select(p => $"{p.Key}={p.Value}"))}";
}
