using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class HealthFunctionTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Handle_WithoutAKeyWhenAllIsWell_AnswersOkForEachService()
    {
        var answer = await LookAsync();

        Assert.Equal((200, true, "ok", "0.1.0", "LOCAL_MOCK"), (answer.Status, answer.Success, answer["status"], answer["version"], answer["execution_mode"]));
        Assert.Equal(
            ["settings ok", "approvals ok", "audit ok"],
            answer.Body.GetProperty("services").EnumerateObject().Select(s => $"{s.Name} {s.Value.GetString()}"));
    }

    [Fact]
    public async Task Handle_TheSettingsAreOutOfReach_AnswersDownAndKeepsTheReasonInTheLog()
    {
        bench.Settings.Failure = new TimeoutException("ssm.eu-central-1.amazonaws.com of account 123456789012");

        var answer = await LookAsync();

        Assert.Equal((503, false, "down"), (answer.Status, answer.Success, answer["status"]));
        Assert.Equal("down", answer.Body.GetProperty("services").GetProperty("settings").GetString());
        Assert.DoesNotContain("123456789012", answer.Raw, StringComparison.Ordinal);
        Assert.Contains("ERROR health of settings: TimeoutException", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_NobodyIsAllowed_AnswersDown()
    {
        bench.Settings.Cached.TryRemove(SettingNames.AllowedUsers, out _);

        Assert.Equal(503, (await LookAsync()).Status);
    }

    [Fact]
    public async Task Handle_WhenAllIsWell_NamesNoAccountAndNobody()
    {
        var answer = await LookAsync();

        Assert.DoesNotContain("123456789012", answer.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("@", answer.Raw, StringComparison.Ordinal);
        Assert.All(["correlation_id", "timestamp"], member => Assert.Equal(JsonValueKind.String, answer.Body.GetProperty(member).ValueKind));
    }

    private Task<Answer> LookAsync() => bench.SendAsync(Events.Event("GET", "/health", null).Without("X-API-Key"));
}
