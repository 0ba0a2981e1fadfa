using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Phrases;

/// <summary>Reads a phrase as a conversation would, and holds what came of it against what was expected.</summary>
internal static class Score
{
    public static readonly DateTimeOffset Now = new(2026, 11, 27, 14, 30, 0, TimeSpan.Zero);

    private static readonly Parser Parser = new(OperationCatalog.Default);

    public static IReadOnlyList<Intent> Read(string say, string? after = null) => Read(say, Conversations.After(after));

    public static IReadOnlyList<Intent> Read(string say, Memory memory) =>
        Parser.Read(say, new ReadingContext(memory, Now, TimeZoneInfo.Utc, Account.Find(Parser.NamesIn(say))));

    public static bool IsAsExpected(Phrase phrase) => IsAsExpected(phrase, Read(phrase.Say, phrase.After));

    public static bool IsAsExpected(Phrase phrase, IReadOnlyList<Intent> intents) => phrase.Readings.Any(r => Matches(r, intents));

    public static string Describe(IReadOnlyList<Intent> intents) => string.Join("  +  ", intents.Select(i => i switch
    {
        Intent.Run run => $"run {run.Operation} {CanonicalJson.Text(run.Parameters)} lead={run.Lead}",
        Intent.MakeDraft draft => $"DRAFT {draft.Operation} {CanonicalJson.Text(draft.Parameters)} {draft.Relative} notes={string.Join('|', draft.Notes ?? [])}",
        Intent.Reply { Question: { } question } reply => $"ask[{question.Operation}.{question.Missing}] {reply.Text}",
        Intent.Reply reply => $"say {reply.Text}",
        _ => i.ToString(),
    }));

    private static bool Matches(IReadOnlyList<JsonElement> expected, IReadOnlyList<Intent> intents)
    {
        // What a reply says beside an answer needs no word of its own.
        var given = intents.ToList();
        if (expected is [var only] && Has(only, "none"))
        {
            return !given.Any(i => i is Intent.MakeDraft or Intent.ConfirmDraft);
        }

        if (expected is [var single] && (Has(single, "refuse") || Has(single, "ask")))
        {
            return given.Any(i => Fits(single, i)) && !given.Any(i => i is Intent.MakeDraft or Intent.ConfirmDraft);
        }

        given.RemoveAll(i => i is Intent.Reply && !expected.Any(e => Fits(e, i)));
        return given.Count == expected.Count && given.Zip(expected).All(p => Fits(p.Second, p.First));
    }

    private static bool Fits(JsonElement expected, Intent intent)
    {
        if (expected.TryGetProperty("run", out var run))
        {
            return intent is Intent.Run r && r.Operation == run.GetString() && With(expected, r.Parameters);
        }

        if (expected.TryGetProperty("draft", out var draft))
        {
            return intent is Intent.MakeDraft d && d.Operation == draft.GetString() && With(expected, d.Parameters, d.Relative)
                && Text(expected, "reason_has", d.Parameters, "reason") && Text(expected, "summary_has", d.Parameters, "summary") && Text(expected, "text_has", d.Parameters, "text");
        }

        if (expected.TryGetProperty("ask", out var ask))
        {
            return intent is Intent.Reply reply && (ask.GetString(), reply.Question?.Missing) switch
            {
                ("which" or "target", null) => reply.Text.Contains("Which one", StringComparison.Ordinal) || reply.Text.Contains("Of what?", StringComparison.Ordinal) || reply.Text.Contains("Which", StringComparison.Ordinal) || reply.Text.Contains("found no", StringComparison.Ordinal),
                ("which" or "target", "instance_id" or "service" or "cluster" or "resource") => true,
                ("count", "desired_count") => true,
                (var what, { } missing) => what == missing,
                _ => false,
            };
        }

        return Has(expected, "look") ? intent is Intent.Run looked && (!expected.TryGetProperty("of", out var of) || Mentions(looked.Parameters, of.GetString()!))
            : Has(expected, "show") ? intent is Intent.ShowProposal
            : Has(expected, "pending") ? intent is Intent.ListPending
            : Has(expected, "help") ? intent is Intent.Help
            : Has(expected, "confirm") ? intent is Intent.ConfirmDraft
            : Has(expected, "refuse") ? intent is Intent.Reply or Intent.Unknown
            : Has(expected, "none") && intent is not (Intent.MakeDraft or Intent.ConfirmDraft);
    }

    private static bool With(JsonElement expected, JsonElement parameters, RelativeNumber? relative = null) =>
        !expected.TryGetProperty("with", out var with) || with.EnumerateObject().All(w => w.Name switch
        {
            "start" => Time(parameters, "start_time", w.Value.GetString()!),
            "end" => DateTimeOffset.Parse(w.Value.GetString()!, CultureInfo.InvariantCulture) == Now && !parameters.TryGetProperty("end_time", out _) || Time(parameters, "end_time", w.Value.GetString()!),
            "relative" => relative is not null && Relative(relative) == w.Value.GetString(),
            _ when w.Value.ValueKind is JsonValueKind.Object => relative is not null && Relative(relative) == w.Value.GetProperty("relative").GetString(),
            _ => parameters.TryGetProperty(w.Name, out var value) && Same(w.Name, value.ToString(), w.Value.ToString()),
        });

    private static bool Same(string name, string given, string expected) =>
        given == expected
        || (name is "resource" or "alb_name" or "alb_arn" or "target_group_arn" or "resource_name" && Short(given) == Short(expected))
        || (name == "task_definition" && given.Split(':')[^1] == expected.Split(':')[^1]);

    private static string Short(string name) => name.Contains("production-web", StringComparison.Ordinal) ? "production-web" : name.Contains("targetgroup/web", StringComparison.Ordinal) || name == "web" ? "tg-web" : name.Contains("targetgroup/api", StringComparison.Ordinal) || name == "api" ? "tg-api" : name;

    private static bool Mentions(JsonElement parameters, string of) =>
        parameters.EnumerateObject().Any(p => Same("resource", p.Value.ToString(), of) || of.EndsWith($"/{p.Value}", StringComparison.Ordinal));

    private static string Relative(RelativeNumber number) =>
        number.Addend != 0 ? number.Addend.ToString("+0;-0", CultureInfo.InvariantCulture) : number.Factor is 0.5m ? "/2" : $"x{number.Factor.ToString("0.##", CultureInfo.InvariantCulture)}";

    private static bool Time(JsonElement parameters, string name, string expected) =>
        parameters.TryGetProperty(name, out var value) && DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture) == DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);

    private static bool Text(JsonElement expected, string member, JsonElement parameters, string name) =>
        !expected.TryGetProperty(member, out var text) || (parameters.TryGetProperty(name, out var value) && value.ToString().Contains(text.GetString()!, StringComparison.OrdinalIgnoreCase));

    private static bool Has(JsonElement expected, string member) => expected.TryGetProperty(member, out _);
}
