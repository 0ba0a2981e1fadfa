using System.Globalization;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Rendering;

/// <summary>A card without its kind: what a channel that draws no pictures shows of it.</summary>
/// <param name="Head">The title with the tone in a word.</param>
/// <param name="Columns">Of <paramref name="Rows"/>; empty where there is no table.</param>
/// <param name="Lines">Text below, a paragraph each.</param>
internal sealed record CardOutline(string Head, Tone Tone, IReadOnlyList<CardField> Fields, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Lines)
{
    // What a message has room for; the console shows all.
    private const int MaxRows = 20;
    private const string Bars = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private const int MaxSparkLength = 48;

    // Of one that any channel shows whole as a field, and as a paragraph, however much its escapes add.
    private const int MaxFieldLength = 300;
    private const int MaxParagraphLength = 500;

    public static CardOutline Of(Card card) => card switch
    {
        ResultCard result => New(card, result.Fields, [], [], [result.Text]),
        ChartCard chart => New(card, ChartFields(chart), [], [], [chart.Series is [var series, ..] ? Spark(series.Points) : null, chart.Text]),
        TableCard table => New(card, [], table.Columns, [.. table.Rows.Select(r => r.Cells)], [table.Truncated ? "There are more than these." : null]),
        TargetsCard targets => New(
            card,
            [new CardField("verdict", targets.Verdict)],
            ["group", "target", "zone", "state", "reason"],
            [.. targets.Groups.SelectMany(g => g.Targets.Select(t => (IReadOnlyList<string>)[g.Name, t.Port is { } port ? $"{t.Id}:{Text(port)}" : t.Id, t.Zone ?? "-", t.State, t.Reason ?? "-"]))],
            [targets.Truncated ? "There are more than these." : null]),
        TimelineCard timeline => New(
            card,
            [],
            ["at (UTC)", "what", "who", "on"],
            [.. timeline.Entries.Select(e => (IReadOnlyList<string>)[e.At.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture), e.Title, e.By ?? "-", e.Text ?? "-"])],
            [timeline.Truncated ? "There was more than these." : null]),
        DraftCard draft => DraftOutline(draft),
        ProposalCard proposal => New(card, ProposalFields(proposal), [], [], [proposal.WhoMayDecide is { } who ? $"May decide: {who}" : null, proposal.WhereToDecide, proposal.Text]),
        IncidentCard incident => New(
            card,
            Present(("incident", incident.IncidentId), ("severity", incident.Severity), ("recorded", Timestamps.Display(incident.CreatedAt)), ("proposal", incident.ProposalId)),
            [],
            [],
            [.. incident.Links]),
        _ => throw new InvalidOperationException($"{card.GetType().Name} is not a known card."),
    };

    private static CardOutline New(
        Card card, IReadOnlyList<CardField> fields, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string?> lines) => new(
        card.Tone is Tone.Neutral ? card.Title : $"[{WordOf(card.Tone)}] {card.Title}",
        card.Tone,
        fields,
        rows.Count == 0 ? [] : columns,
        [.. rows.Take(MaxRows)],
        [.. lines.Append(rows.Count > MaxRows ? $"{Text(rows.Count - MaxRows)} more are not shown here." : null).OfType<string>().Where(l => l.Length > 0)]);

    private static string WordOf(Tone tone) => tone switch { Tone.Ok => "ok", Tone.Warning => "warning", _ => "bad" };

    private static IReadOnlyList<CardField> ChartFields(ChartCard chart)
    {
        var points = chart.Series is [var series, ..] ? series.Points : [];
        var fields = points.Count == 0
            ? []
            : Present(
                ("now", Value(points[^1].Value, chart.Unit)),
                ("lowest", Value(points.Min(p => p.Value), chart.Unit)),
                ("peak", Value(points.Max(p => p.Value), chart.Unit)),
                ("statistic", $"{chart.Statistic} per {Text(chart.PeriodSeconds)} s"));
        return [.. fields, .. chart.Thresholds.Select(t => new CardField($"alarm {t.Name}", $"{t.State}: {t.Comparison} {Value(t.Value, chart.Unit)}"))];
    }

    // What is confirmed is confirmed as it is shown, so nothing of it may be cut: what is too long for a field stands below.
    private static CardOutline DraftOutline(DraftCard draft)
    {
        List<CardField> all =
        [
            .. Present(("target", draft.Target), ("before", Joined(draft.Before)), ("after", Joined(draft.After))),
            .. draft.Fields,
            .. Present(
                ("reason", draft.Reason),
                ("know", string.Join(' ', draft.Notes)),
                ("risk so far", draft.RiskLevel is null ? null : $"{draft.RiskLevel}: {string.Join(' ', draft.RiskReasons)}"),
                ("will have to approve", draft.WhoMayDecide),
                ("draft until", Timestamps.Display(draft.ExpiresAt))),
        ];
        var isShort = all.ToLookup(f => f.Value.Length <= MaxFieldLength && !f.Value.Contains('\n', StringComparison.Ordinal));
        return New(draft, [.. isShort[true]], [], [], [.. isShort[false].SelectMany(Paragraphs), $"To {draft.Confirm.ToLowerInvariant()} exactly this: write yes as your next message."]);
    }

    private static IEnumerable<string> Paragraphs(CardField field)
    {
        var text = $"{field.Name}: {field.Value}";
        for (var at = 0; at < text.Length;)
        {
            // Never through the middle of a character.
            var length = Math.Min(MaxParagraphLength, text.Length - at);
            length -= at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]) ? 1 : 0;
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static IReadOnlyList<CardField> ProposalFields(ProposalCard proposal) => Present(
        ("proposal", proposal.ProposalId),
        ("status", proposal.Status),
        ("plan", proposal.PlanHash),
        ("requested by", proposal.RequestedBy),
        ("reason", proposal.Reason),
        ("before", Joined(proposal.Before)),
        ("after", Joined(proposal.After)),
        ("know", string.Join(' ', proposal.Notes)),
        ("risk", proposal.RiskLevel is null ? null : $"{proposal.RiskLevel}: {string.Join(' ', proposal.RiskReasons)}"),
        ("approvals", proposal.ApprovalsNeeded is { } needed ? $"{Text(proposal.ApprovedBy.Count)} of {Text(needed)}{(proposal.ApprovedBy.Count > 0 ? $" ({string.Join(", ", proposal.ApprovedBy)})" : string.Empty)}" : null),
        ("closed by", proposal.ClosedBy),
        ("decide until", proposal.ExpiresAt is { } end ? Timestamps.Display(end) : null),
        ("undo", proposal.Undo));

    private static IReadOnlyList<CardField> Present(params IEnumerable<(string Name, string? Value)> fields) =>
        [.. fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => new CardField(f.Name, f.Value!))];

    private static string? Joined(IReadOnlyList<CardField> fields) => fields.Count == 0 ? null : string.Join(", ", fields.Select(f => $"{f.Name} {f.Value}"));

    private static string? Spark(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count < 2)
        {
            return null;
        }

        var step = Math.Max(1, (points.Count + MaxSparkLength - 1) / MaxSparkLength);
        var values = points.Chunk(step).Select(c => c.Average(p => p.Value)).ToList();
        var (low, high) = (values.Min(), values.Max());
        return string.Concat(values.Select(v => Bars[high == low ? 0 : (int)((v - low) / (high - low) * (Bars.Length - 1))]));
    }

    private static string Value(double value, string? unit) =>
        $"{value.ToString("0.##", CultureInfo.InvariantCulture)}{unit switch { "Percent" => " %", "Seconds" => " s", "Milliseconds" => " ms", "Bytes" => " B", _ => string.Empty }}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
