using FsCheck.Xunit;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>What no text at all may do.</summary>
public sealed class ParserProperties
{
    private static readonly Parser Parser = new(OperationCatalog.Default);

    private static readonly string[] Words =
    [
        "reboot", "restart", "scale", "set", "approve", "deny", "withdraw", "cancel", "post", "tell", "record", "incident", "high", "to", "6", "3", "because", "since", "it", "hangs",
        "badly", "production/web", "web", "in", "production", "please", "now", "if", "not", "don't", "should", "I", "?", "and", "or", ",", ":", "\"", "pending", "proposal", "all", "everything",
        "yes", "ok", "do", "the", "service", "cluster", "instance", "tasks", "ops", "that", "reason:", "506908a2", "web-2", "i-0a1b", "Role=web", "cpu", "last", "3h",
    ];

    // Words of our own, in any order: nearer to a wrong write than any random text.
    [Property(MaxTest = 20_000)]
    public bool Read_WordsWithoutAnIdOrContext_ChangesNoInstance(byte[]? picks)
    {
        var message = Sentence(picks);
        return Parser.Read(message, new Memory()) switch
        {
            Intent.Run { Operation: "reboot_ec2" } => false,
            Intent.Run { Operation: "scale_ecs_service" } run => NamesTheService(message, run),
            _ => true,
        };
    }

    [Property(MaxTest = 5_000)]
    public bool Read_AnyText_NeverWrites(string? text) => !Phrasing.IsWrite(Parser.Read(text ?? string.Empty, new Memory()));

    [Property(MaxTest = 5_000)]
    public bool Read_Twice_AnswersTheSame(string? text) =>
        Phrasing.Describe(Parser.Read(text ?? string.Empty, new Memory())) == Phrasing.Describe(Parser.Read(text ?? string.Empty, new Memory()));

    [Fact]
    public void Read_EveryPhrasingWithNotBeforeIt_NeverWrites()
    {
        var wrong = Phrasing.All
            .Where(p => p.After?.StartsWith("draft", StringComparison.Ordinal) is not true)
            .SelectMany(p => new[] { $"don't {p.Say}", $"should I {p.Say}?", $"if it fails again {p.Say}", $"\"{p.Say}\"", $"> {p.Say}", $"he said {p.Say}", $"what happens if I {p.Say}" }.Select(m => (Message: m, p.After)))
            .Where(m => Phrasing.IsWrite(Parser.Read(m.Message, Conversations.After(m.After))))
            .Select(m => $"{m.Message} ({m.After})");

        Assert.Empty(wrong);
    }

    private static string Sentence(byte[]? picks) => string.Join(' ', (picks ?? []).Take(14).Select(p => Words[p % Words.Length]));

    private static bool NamesTheService(string message, Intent.Run run) =>
        message.Contains(run.Parameters.GetProperty("service").GetString()!, StringComparison.Ordinal)
        && message.Contains(run.Parameters.GetProperty("desired_count").GetRawText(), StringComparison.Ordinal);
}
