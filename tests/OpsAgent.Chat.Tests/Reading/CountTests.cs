using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Tests.Phrases;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>How many tasks there should be: a number, a change of what is there, or a question back; never a guess.</summary>
public sealed class CountTests
{
    private const string Scale = "scale_ecs_service";
    private const string Count = "desired_count";
    private const string Reason = "because traffic has doubled";

    [Theory]
    [InlineData("scale web to 5", 5)]
    [InlineData("scale web to five", 5)]
    [InlineData("scale web to 5 tasks", 5)]
    [InlineData("set web to 12", 12)]
    [InlineData("web to 4 please", 4)]
    [InlineData("scale production/web --desired-count 7", 7)]
    [InlineData("scale production/web --desired-count=7", 7)]
    [InlineData("scale production/web desired_count=7", 7)]
    [InlineData("scale web from 3 to 6", 6)]
    [InlineData("scale web 3 -> 6", 6)]
    [InlineData("increase web to 7", 7)]
    [InlineData("scale web down to 2", 2)]
    [InlineData("scale web back to 3", 3)]
    [InlineData("scale web to zero", 0)]
    [InlineData("scale web to 0", 0)]
    [InlineData("bump web to a dozen tasks", 12)]
    [InlineData("scale web=4", 4)]
    [InlineData("heroku ps:scale web=5", 5)]
    public void Read_ANumber_IsTheCount(string order, int count) => Assert.Equal($"={count}", Asked($"{order} {Reason}"));

    [Theory]
    [InlineData("double web", "x2")]
    [InlineData("triple web", "x3")]
    [InlineData("halve web", "x0.5")]
    [InlineData("scale web in half", "x0.5")]
    [InlineData("add two tasks to web", "+2")]
    [InlineData("add another task to web", "+1")]
    [InlineData("scale web by 2", "+2")]
    [InlineData("scale web up by two", "+2")]
    [InlineData("scale web down by 1", "-1")]
    [InlineData("decrease web by 2", "-2")]
    [InlineData("remove one task from web", "-1")]
    [InlineData("give web two more tasks", "+2")]
    [InlineData("scale web by two more tasks", "+2")]
    [InlineData("scale web +3", "+3")]
    [InlineData("scale web by 50%", "x1.5")]
    [InlineData("reduce web by 25%", "x0.75")]
    [InlineData("increase web by 50 %", "x1.5")]
    [InlineData("increase web by 50 percent", "x1.5")]
    [InlineData("scale web to two more tasks", "+2")]
    [InlineData("give web 2 more tasks", "+2")]
    [InlineData("scale web to 150%", "x1.5")]
    public void Read_AChangeOfWhatIsThere_IsWorkedOutLater(string order, string change) => Assert.Equal(change, Asked($"{order} {Reason}"));

    [Theory]
    [InlineData("scale web")]
    [InlineData("increase web 2")]
    [InlineData("scale web up 3")]
    [InlineData("scale web to 3 and 4")]
    [InlineData("scale web to 3-4")]
    [InlineData("scale web to 3, 4")]
    [InlineData("scale web to 5 tasks with 6")]
    [InlineData("scale web to -1")]
    [InlineData("scale web to 2.5")]
    [InlineData("scale web to 2,5")]
    [InlineData("scale web to 99999999999")]
    [InlineData("scale web 50%")]
    [InlineData("scale web up a bit")]
    public void Read_NoOneNumber_AsksHowMany(string order) => Assert.Equal("ask", Asked($"{order} {Reason}"));

    [Theory]
    [InlineData("scale web to 6 because 0 of 3 answer", 6)]
    [InlineData("scale web to 6 since 40% of requests fail", 6)]
    [InlineData("scale web to 6, p99 is at 4 seconds", 6)]
    [InlineData("scale web to 6 because it has been slow since 3am", 6)]
    [InlineData("scale web to 6 because we had 2 tasks and need double that", 6)]
    public void Read_ANumberInTheReason_IsNoCount(string message, int count) => Assert.Equal($"={count}", Asked(message));

    [Theory]
    [InlineData("5", "=5")]
    [InlineData("to 5 please", "=5")]
    [InlineData("make it 5", "=5")]
    [InlineData("5, traffic has doubled", "=5")]
    [InlineData("5 tasks, traffic has doubled", "=5")]
    [InlineData("two more", "+2")]
    [InlineData("double it", "x2")]
    public void Read_TheAnswerToHowMany_IsTheCount(string answer, string count) => Assert.Equal(count, Asked(answer, "ask-count"));

    private static string Asked(string message, string? after = null)
    {
        var intents = Score.Read(message, after);
        Assert.True(intents.Count == 1, Score.Describe(intents));
        return intents[0] switch
        {
            Intent.MakeDraft { Operation: Scale, Relative: { } relative } => Change(relative.Factor, relative.Addend),
            Intent.MakeDraft { Operation: Scale, Parameters: var drafted } => $"={drafted.GetProperty(Count).GetRawText()}",
            Intent.Reply { Question: { Operation: Scale, Missing: Count } } => "ask",
            Intent.Reply { Question: { Operation: Scale, Missing: "reason", Parameters: var known } } => known.GetProperty(Count) is { ValueKind: JsonValueKind.Object } change
                ? Change(change.GetProperty("factor").GetDecimal(), change.GetProperty("addend").GetInt32())
                : $"={known.GetProperty(Count).GetRawText()}",
            _ => Score.Describe(intents),
        };
    }

    private static string Change(decimal factor, int addend) =>
        addend != 0 ? addend.ToString("+0;-0", CultureInfo.InvariantCulture) : $"x{factor.ToString("0.##", CultureInfo.InvariantCulture)}";
}
