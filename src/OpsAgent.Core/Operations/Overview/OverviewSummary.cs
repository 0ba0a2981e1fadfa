namespace OpsAgent.Core.Operations.Overview;

/// <summary>What a colleague would say of the account: what is in trouble, a line a section, what is not, and where to go on.</summary>
internal static class OverviewSummary
{
    private const int MaxNamed = 3;
    private const int MaxEvents = 2;

    // A longer sentence of AWS's is in the details.
    private const int MaxReason = 100;

    /// <summary>The sections in the order in which they are told.</summary>
    public static IReadOnlyList<(string Title, OverviewSection Section)> Sections(AccountOverview overview) =>
        [.. Told(overview).Select(t => (t.Title, t.Section))];

    public static string Of(AccountOverview overview, DateTimeOffset now)
    {
        var told = Told(overview).Where(t => !overview.IsOfAService || t.IsOfAService).ToList();
        var found = told.Where(t => t.Section.Count > 0).Select(t => $"{Heading(t.Section.Count, t.One, t.Many)}: {Named(t.Section, now)}.");
        var failed = told.Where(t => t.Section.Problem is not null).Select(t => $"{t.Title} could not be looked at: {t.Section.Problem}");
        var quiet = told.Where(t => t.Section is { Count: 0, Problem: null }).Select(t => t.None).ToList();
        var next = told.Select(t => t.Section.Lines.Select(l => l.Next).FirstOrDefault(n => n is not null)).OfType<NextStep>().Select(Words).Distinct().ToList();
        return string.Join('\n',
        [
            .. overview.Service is { } service ? OfService(service, overview, now) : [],
            .. found,
            .. failed,
            .. quiet.Count == 0 ? Array.Empty<string>() : [$"{(quiet.Count == told.Count && !overview.IsOfAService ? "All quiet" : "Else")}: {string.Join(", ", quiet)}."],
            .. next.Count == 0 ? Array.Empty<string>() : [$"Go on with: {string.Join("; ", next)}."],
            $"As of {RelativeTime.Describe(overview.AsOf, now)}, {(overview.Scope == GetOverviewParameters.WholeAccount ? "the whole account and Region" : overview.Scope)}.",
        ]);
    }

    // The service itself and its target groups are told whole, well or not.
    private static IEnumerable<string> OfService(ServiceOverview service, AccountOverview overview, DateTimeOffset now)
    {
        yield return $"{service.Cluster}/{service.Service}: {service.Text}.";
        foreach (var said in service.Events.Take(service.Steady ? 1 : MaxEvents))
        {
            yield return $"ECS said at {RelativeTime.Describe(said.At, now)}: {said.Message.TrimEnd('.')}.";
        }

        foreach (var group in overview.TargetGroups.Lines)
        {
            yield return $"Target group {group.What}: {group.Text}{(group.Reason is { Length: > 0 } reason ? $" ({reason.TrimEnd('.')})" : string.Empty)}.";
        }

        if (overview.TargetGroups is { Count: 0, Problem: null })
        {
            yield return "It has no target group.";
        }
    }

    private static IReadOnlyList<(string Title, OverviewSection Section, string One, string Many, string None, bool IsOfAService)> Told(AccountOverview o) =>
    [
        ("Alarms", o.Alarms, "alarm is in ALARM", "alarms are in ALARM", !o.IsOfAService ? "no alarm in ALARM" : "no alarm in ALARM names it", true),
        ("Instances", o.Instances, "instance fails a check or has an event ahead", "instances fail a check or have an event ahead", "no failing instance check", false),
        ("Targets", o.TargetGroups, "target group is not healthy", "target groups are not healthy", "no unhealthy target", o.TargetGroups.Problem is not null),
        ("ECS services", o.Services, "ECS service is below its count, deploying or just deployed", "ECS services are below their count, deploying or just deployed", "no ECS service below its count or deploying", o.Services.Problem is not null),
        ("Changes", o.Changes, "change in the last hour", "changes in the last hour", !o.IsOfAService ? "no change in the last hour" : "no change of it in the last hour", true),
        ("Proposals", o.Proposals, "proposal waits for approval", "proposals wait for approval", "no proposal pending", true),
    ];

    private static string Heading(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    private static string Named(OverviewSection section, DateTimeOffset now) =>
        string.Join("; ", section.Lines.Take(MaxNamed).Select(l => $"{l.What} ({l.Text}{(l.Since is { } since ? $", {RelativeTime.Describe(since, now)}" : string.Empty)}{(l.Reason is { Length: > 0 and <= MaxReason } reason ? $": {reason.TrimEnd('.')}" : string.Empty)})"))
        + (section.Count > MaxNamed ? $"; and {section.Count - MaxNamed} more" : string.Empty);

    // In the words of chat, where it has some.
    private static string Words(NextStep step) => step.Say is { } say ? $"\"{say}\"" : $"{step.Operation} {string.Join(' ', step.Parameters.Select(p => $"{p.Key}={p.Value}"))}";
}
