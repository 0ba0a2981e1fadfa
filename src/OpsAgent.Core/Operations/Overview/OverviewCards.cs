using OpsAgent.Core.Cards;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>The overview as a table of what is in trouble, and the changes as a timeline.</summary>
internal static class OverviewCards
{
    public static IReadOnlyList<Card> Of(string summary, AccountOverview overview)
    {
        var told = OverviewSummary.Sections(overview).Where(s => s.Section != overview.Changes).ToList();
        List<TableRow> rows =
        [
            .. told.SelectMany(s => s.Section.Lines.Select(l => new TableRow(l.Tone, [s.Title, l.What, l.Reason is { } reason ? $"{l.Text}: {reason}" : l.Text]))),
            .. OverviewSummary.Sections(overview).Where(s => s.Section.Problem is not null).Select(s => new TableRow(Tone.Warning, [s.Title, "not looked at", s.Section.Problem!])),
        ];
        Card trouble = rows.Count == 0
            ? new ResultCard { Title = "All quiet", Tone = Tone.Ok, Text = summary }
            : new TableCard { Title = overview.Service is { } service ? $"ECS service {service.Cluster}/{service.Service}" : "Overview", Tone = rows.Max(r => r.Tone), Columns = ["section", "what", "how it is"], Rows = rows, Truncated = told.Any(s => s.Section.Truncated) };
        return
        [
            trouble,
            .. overview.Service is { Events.Count: > 0 } said
                ? [new TimelineCard { Title = "What ECS says", Entries = [.. said.Events.Select(e => new TimelineEntry(e.At, e.Message, null, null, Tone.Neutral))] }]
                : Array.Empty<Card>(),
            .. overview.Changes.Lines.Count == 0 ? Array.Empty<Card>() :
            [
                new TimelineCard
                {
                    Title = "Changes of the last hour",
                    Entries = [.. overview.Changes.Lines.Select(l => new TimelineEntry(l.Since ?? overview.AsOf, l.What, null, l.Text, l.Tone is Tone.Neutral ? Tone.Neutral : Tone.Bad))],
                    Truncated = overview.Changes.Truncated,
                },
            ],
        ];
    }
}
