using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Local.Hosting;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests;

/// <summary>The local host's log, channels and screen: whatever somebody wrote is one legible line without secrets.</summary>
public sealed class InertOutputTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-inert-");

    private static IReadOnlyList<string> Texts { get; } = [.. Corpus.Injections, .. Corpus.Secrets.Select(s => s.Text)];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Log_ATaskTokenOfTheLocalEngine_IsNotKept()
    {
        var (path, token) = (Path.Combine(folder.FullName, "opsagent.log"), StatesLanguage.TaskToken.New());
        using (var log = new LogFile(path))
        {
            log.LogLine($$"""ERROR {"task_token":"{{token}}"}""");
        }

        Assert.DoesNotContain(token[20..], File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_AnyMessageArgumentOrException_IsOneLegibleLine()
    {
        Action<ILambdaLogger, string>[] ways =
        [
            (log, text) => log.Log($"ERROR {new InvalidOperationException(text)}"),
            (log, text) => log.LogWarning("somebody said {what}", text),
            (log, text) => log.LogError(new InvalidOperationException(text), "it broke"),
        ];
        var path = Path.Combine(folder.FullName, "opsagent.log");
        foreach (var way in ways)
        {
            File.Delete(path);
            using (var log = new LogFile(path))
            {
                foreach (var text in Texts)
                {
                    way(log, text);
                }
            }

            AreInert(File.ReadAllText(path));
        }
    }

    [Fact]
    public void Log_WithArgumentsAndAnException_HasThemAfterTheMessage()
    {
        var path = Path.Combine(folder.FullName, "opsagent.log");
        using (var log = new LogFile(path))
        {
            log.Log("Error", new TimeoutException("slow"), "failed {times}", 2);
        }

        Assert.Equal("failed {times} System.TimeoutException: slow (2)\n", File.ReadAllText(path));
    }

    [Fact]
    public async Task Post_AnyText_IsOneLegibleLineInTheFileAndOnTheScreen()
    {
        await using var screen = new StringWriter();
        var channels = new LocalDestinations(folder.FullName, screen);
        foreach (var text in Texts)
        {
            await channels.PostAsync(new OutgoingMessage("ops", text, UserId.TryParse(LocalUsers.Lead)!.Value, Moments.Start), CancellationToken.None);
        }

        AreInert(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "ops.log")));
        AreInert(screen.ToString());
    }

    [Fact]
    public async Task Notify_AnyText_IsOneLegibleLineOnTheScreen()
    {
        await using var screen = new StringWriter();
        var notifier = new LocalNotifier(screen);
        foreach (var text in Texts)
        {
            await notifier.NotifyAsync(new Notice(NoticeKind.Incident, "INC-2026-0001", text), CancellationToken.None);
        }

        AreInert(screen.ToString());
    }

    private static void AreInert(string written)
    {
        var lines = written.TrimEnd('\n').Split('\n');
        Assert.Equal(Texts.Count, lines.Length);
        Assert.All(lines, line => Assert.True(LegibleText.IsLegible(line), line));
        Assert.All(Corpus.Secrets, s => Assert.DoesNotContain(s.Secret, written, StringComparison.Ordinal));
    }
}
