using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Chat.Reading;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Phrases;

/// <summary>A draft is made of what was asked for and of nothing else, however the sentence is turned.</summary>
public sealed class MutationTests
{
    private static readonly (string Order, string Target)[] Orders =
    [
        ("reboot web-2", "web-2"), ("bounce web-2", "web-2"), ("restart the instance web-3", "web-3"), ("kick worker-1", "worker-1"), ("reboot i-0a1b2c3d4e5f60006", "i-0a1b2c3d4e5f60006"),
        ("scale web to 6", "web"), ("bump production/worker to 4 tasks", "production/worker"), ("double web", "web"), ("add two tasks to worker", "worker"), ("set desired count of web to 5", "web"),
        ("scale production/web --desired-count 7", "production/web"), ("roll back web", "web"), ("revert production/worker to revision 16", "production/worker"), ("rollback web to 41", "web"),
    ];

    private static readonly string[] Reasons =
        ["because the application hangs", "it has been hanging since 03:10", "- queue is growing", "since checkout answers with 502", ", customers complain about errors", "due to memory pressure", ". It stopped serving ten minutes ago", "so that the backlog drains"];

    private static readonly string[] Openings = ["", "please ", "can you ", "could you please ", "hey, ", "pls ", "we need to ", "i want you to ", "ok, ", "let's ", "go ahead and "];

    private static readonly Gen<(string Text, string Order, string Target, string Reason)> Plain =
        from order in Gen.Elements(Orders)
        from reason in Gen.Elements(Reasons)
        from opening in Gen.Elements(Openings)
        from upper in Gen.Elements(false, true)
        let text = $"{opening}{(upper ? char.ToUpperInvariant(order.Order[0]) + order.Order[1..] : order.Order)}{(reason[0] is ',' or '.' ? string.Empty : " ")}{reason}"
        select (text, order.Order, order.Target, reason);

    [Property(MaxTest = 300)]
    public Property Read_AnOrderWithAReason_IsOneDraftOfExactlyThat() => Prop.ForAll(Plain.ToArbitrary(), order =>
    {
        var alone = Assert.IsType<Intent.Reply>(Assert.Single(Score.Read(order.Order)));
        var draft = Drafts(order.Text) is [var only] ? only : null;
        var expected = alone.Question!.Parameters;
        return (draft is not null && draft.Operation == alone.Question.Operation
            && expected.EnumerateObject().All(p => p.Value.ValueKind is System.Text.Json.JsonValueKind.Object ? draft.Relative is not null : CanonicalJson.Text(draft.Parameters.GetProperty(p.Name)) == CanonicalJson.Text(p.Value))
            && draft.Parameters.EnumerateObject().Count() == expected.EnumerateObject().Count(p => p.Value.ValueKind is not System.Text.Json.JsonValueKind.Object) + 1)
            .Label($"{order.Text} => {Score.Describe(Score.Read(order.Text))}");
    });

    [Property(MaxTest = 600)]
    public Property Read_AnOrderThatIsTurned_MakesNoDraft() => Prop.ForAll(Turned().ToArbitrary(), text =>
        (Drafts(text).Count == 0).Label($"{text} => {Score.Describe(Score.Read(text))}"));

    [Property(MaxTest = 300)]
    public Property Read_ASecondTarget_IsNeverChosen() => Prop.ForAll(
        (from first in Gen.Elements("web-1", "web-2", "db-1")
         from second in Gen.Elements("worker-1", "worker-2", "cache-1")
         from form in Gen.Elements("reboot {0} and {1}", "reboot {0}, {1}", "please bounce {0} & {1}", "restart {0} or {1}", "reboot {0} then {1}", "kick {0} plus {1}", "reboot {0} not {1}", "reboot {0} instead of {1}")
         from reason in Gen.Elements(Reasons)
         select $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, form, first, second)} {reason}").ToArbitrary(),
        text => (Drafts(text).Count == 0).Label($"{text} => {Score.Describe(Score.Read(text))}"));

    [Property(MaxTest = 300)]
    public Property Read_TwoNumbers_AreNeverChosenFrom() => Prop.ForAll(
        (from a in Gen.Choose(1, 9)
         from b in Gen.Choose(10, 20)
         from form in Gen.Elements("scale web to {0} or {1}", "scale web to {0}, {1}", "scale web to {0} and {1}", "set web to {0} tasks to {1} tasks", "scale web to {0}-{1}", "increase web {0}")
         from reason in Gen.Elements(Reasons)
         select $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, form, a, b)} {reason}").ToArbitrary(),
        text => (Drafts(text).Count == 0).Label($"{text} => {Score.Describe(Score.Read(text))}"));

    [Property(MaxTest = 1000)]
    public Property Read_AnyWords_NeverThrowsAndAlwaysAnswers() => Prop.ForAll(
        Gen.Elements("reboot", "web-2", "scale", "to", "5", "?", ",", "because", "\"", "'", "--", "=", "i-0a1b", "since", "between", "and", "10:00", "{", "}", "yes", "no", "it", "\n", "#ops", "post", "incident", "sev1", ":", "all", "tag", "Role=web", "p95", "%", "<@U1>", "->", "的", "🔥", "cpu", "last", "15", "min", "double", "roll", "back", "/")
            .ListOf().Select(w => string.Join(' ', w)).ToArbitrary(),
        text => Score.Read(text).Count > 0);

    private static Gen<string> Turned() =>
        from order in Plain
        from turned in Gen.Elements(
            $"don't {order.Order}", $"do not {order.Order} {order.Reason}", $"never {order.Order}", $"please don't {order.Order} {order.Reason}", $"should we {order.Order}?", $"should i {order.Order} {order.Reason}?",
            $"what happens if i {order.Order}", $"if it fails again {order.Order}", $"{order.Order} if it fails again", $"{order.Order} unless bob objects", $"{order.Order} {order.Reason}, but not now", $"{order.Order} tomorrow",
            $"maybe {order.Order}", $"maybe we should {order.Order} {order.Reason}", $"bob said to {order.Order}", $"they asked me to {order.Order}", $"\"{order.Order} {order.Reason}\"", $"> {order.Order} {order.Reason}", $"the runbook says {order.Order}",
            $"why did you {order.Order}?", $"did anyone {order.Order}?", $"{order.Order} {order.Reason}. never mind", $"{order.Order} {order.Reason}, scratch that", $"I would {order.Order} only when it fails", $"once it is drained {order.Order}",
            $"when is it safe to {order.Order}?", $"is it ok to {order.Order}?", $"no need to {order.Order}", $"wait, don't {order.Order}", $"thinking about whether to {order.Order}", $"we could {order.Order} later", $"who can {order.Order}?",
            $"after the deploy is done, {order.Order} if needed", $"```\n{order.Order} {order.Reason}\n```", $"how do i {order.Order}?", $"{order.Order}?", $"i am not going to {order.Order}",
            $"I'll {order.Order}", $"i will {order.Order} {order.Reason}", $"I'll try to {order.Order}", $"we'll {order.Order} {order.Reason}", $"{order.Order} - oh wait, it recovered", $"i'm not asking you to {order.Order}, only how it does",
            $"double check with bob and {order.Order}", $"{order.Order}. let me know if that is a problem and we reschedule", $"we {order.Order} at the next maintenance window",
            $"after the backup finishes {order.Order}", $"after the backup finishes, {order.Order} {order.Reason}", $"{order.Order} after everyone is gone", $"{order.Order} after 6pm {order.Reason}")
        select turned;

    private static List<Intent.MakeDraft> Drafts(string text) => [.. Score.Read(text).OfType<Intent.MakeDraft>()];
}
