using System.Text.Json;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class HealthFunctionTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Handle_WithoutAKeyWhenAllIsWell_AnswersOkForEachService()
    {
        var answer = await LookAsync();

        Assert.Equal((200, true, "ok", "0.2.0", "LOCAL_MOCK"), (answer.Status, answer.Success, answer["status"], answer["version"], answer["execution_mode"]));
        Assert.Equal(
            ["settings ok", "approvals ok", "audit ok"],
            answer.Body.GetProperty("services").EnumerateObject().Select(s => $"{s.Name} {s.Value.GetString()}"));
    }

    [Fact]
    public async Task Handle_Head_AnswersTheStatusWithoutABody()
    {
        var head = Events.Event("HEAD", "/health", null).Without("X-API-Key");
        var well = await bench.SendAsync(head);
        bench.Settings.Failure = new TimeoutException("ssm");
        var down = await bench.SendAsync(head);

        Assert.Equal((200, string.Empty, 503, string.Empty), (well.Status, well.Text, down.Status, down.Text));
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
        bench.Settings.Cached.TryRemove(ParameterNames.AllowedUsers, out _);

        Assert.Equal(503, (await LookAsync()).Status);
    }

    [Fact]
    public async Task Handle_OnlyTheKeyCannotBeRead_AnswersDownForNobodyGetsIn()
    {
        var parameters = new CachedParameterStore(
            name => name == ParameterNames.ApiKey
                ? throw new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", name, $"AWS denied ssm:GetParameter on {name}.")
                : Task.FromResult<string?>("viewer@example.com"),
            name => Task.FromResult(ParameterList.Of(name, [(name, "viewer@example.com", "1")])),
            bench.Time);
        var locked = new Bench { OtherSettings = parameters };

        var answer = new Answer(await locked.InvokeAsync(FunctionNames.Health, Sent()));

        Assert.Equal((503, "down"), (answer.Status, answer.Body.GetProperty("services").GetProperty("settings").GetString()));
        Assert.Contains("ERROR health of settings: AWS denied ssm:GetParameter on /opsagent/api-key.", locked.Logger.Buffer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("/opsagent", answer.Raw, StringComparison.Ordinal);
    }

    // A service that hangs and heeds its token, or does not.
    [Theory]
    [InlineData("settings", true)]
    [InlineData("approvals", true)]
    [InlineData("audit", true)]
    [InlineData("identity_provider", true)]
    [InlineData("settings", false)]
    [InlineData("approvals", false)]
    [InlineData("audit", false)]
    [InlineData("identity_provider", false)]
    public async Task Handle_AServiceHangs_NamesItWithinFiveSecondsAndAsksTheOthersMeanwhile(string service, bool heeds)
    {
        var stall = new Stall(service switch { "settings" => "ReadAsync", "approvals" => "ListAsync", "audit" => "ReadAsync", _ => "CheckAsync" }) { Heeds = heeds };
        var hanging = new Bench
        {
            Tokens = new FakeTokenVerifier(),
            Around = ports => service switch
            {
                "settings" => ports with { Parameters = stall.Around(ports.Parameters) },
                "approvals" => ports with { ProposalIndex = stall.Around(ports.ProposalIndex) },
                "audit" => ports with { AuditTrail = stall.Around(ports.AuditTrail) },
                _ => ports with { Tokens = stall.Around(ports.Tokens!) },
            },
        };

        var answer = await AfterFiveSecondsAsync(hanging, stall);

        Assert.Equal(service == "identity_provider" ? (200, "degraded") : (503, "down"), (answer.Status, answer["status"]));
        Assert.Equal([service], answer.Body.GetProperty("services").EnumerateObject().Where(s => s.Value.GetString() != "ok").Select(s => s.Name));
        Assert.Contains($"ERROR health of {service}: no answer in time.", hanging.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_EveryServiceHangs_NamesThemAllWithinFiveSeconds()
    {
        var stall = new Stall("ReadAsync", "ListAsync");
        var hanging = new Bench
        {
            Around = ports => ports with { Parameters = stall.Around(ports.Parameters), ProposalIndex = stall.Around(ports.ProposalIndex), AuditTrail = stall.Around(ports.AuditTrail) },
        };

        var answer = await AfterFiveSecondsAsync(hanging, stall);

        Assert.All(answer.Body.GetProperty("services").EnumerateObject(), s => Assert.Equal("down", s.Value.GetString()));
    }

    private static async Task<Answer> AfterFiveSecondsAsync(Bench hanging, Stall stall)
    {
        var call = hanging.InvokeAsync(FunctionNames.Health, Sent());
        await stall.Reached;
        hanging.Time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(call.IsCompleted);
        hanging.Time.Advance(TimeSpan.FromSeconds(1.1));
        return new Answer(await call);
    }

    [Theory]
    [InlineData(false, "ok", "ok")]
    [InlineData(true, "down", "degraded")]
    public async Task Handle_WithAnIssuer_IsDegradedWhileItsKeysCannotBeHad(bool isDown, string service, string status)
    {
        var withIssuer = new Bench { Tokens = new FakeTokenVerifier { Failure = isDown ? new InvalidOperationException("https://login.example.com") : null } };

        var answer = await withIssuer.SendAsync(Sent());

        Assert.Equal((200, service, status), (answer.Status, answer.Body.GetProperty("services").GetProperty("identity_provider").GetString(), answer["status"]));
        Assert.DoesNotContain("login.example.com", answer.Raw + withIssuer.Logger.Buffer, StringComparison.Ordinal);
    }

    // No names: which model it is stands in the log alone.
    [Theory]
    [InlineData(null, null, "ok", "ok")]
    [InlineData("The model example.model is LEGACY.", null, "degraded", "degraded")]
    [InlineData(null, "AWS refused bedrock:GetFoundationModel on example.model.", "down", "degraded")]
    public async Task Handle_WithAModel_IsDegradedWhereTheModelIsNotToStay(string? sentence, string? failure, string service, string status)
    {
        var withModel = new Bench { Change = ports => ports with { ModelLifecycle = new FixedLifecycle(sentence, failure) } };

        var answer = await withModel.SendAsync(Sent());

        Assert.Equal((200, service, status), (answer.Status, answer.Body.GetProperty("services").GetProperty("chat_model").GetString(), answer["status"]));
        Assert.DoesNotContain("example.model", answer.Raw, StringComparison.Ordinal);
        Assert.Equal(sentence is not null || failure is not null, withModel.Logger.Buffer.ToString().Contains($"ERROR health of chat_model: {sentence ?? failure}", StringComparison.Ordinal));
    }

    private sealed class FixedLifecycle(string? sentence, string? failure) : OpsAgent.Chat.Model.IModelLifecycle
    {
        public Task<string?> CheckAsync(CancellationToken cancellationToken) =>
            failure is null ? Task.FromResult(sentence) : throw new AwsException(ErrorCode.PolicyDenied, "bedrock:GetFoundationModel", "example.model", failure);
    }

    [Theory]
    [InlineData(ExecutionMode.SandboxLive, true, 1)]
    [InlineData(ExecutionMode.SandboxLive, false, 0)]
    [InlineData(ExecutionMode.DryRun, true, 0)]
    public async Task Handle_WhereAKeyAloneDecides_WarnsOfIt(ExecutionMode mode, bool allowed, int warnings)
    {
        var open = new Bench { Agent = Bench.LocalAgent with { Mode = mode, AllowAssertedDecisions = allowed } };

        Assert.Equal(warnings, (await open.SendAsync(Sent())).Body.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Handle_WhenAllIsWell_NamesNoAccountAndNobody()
    {
        var answer = await LookAsync();

        Assert.DoesNotContain("123456789012", answer.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("@", answer.Raw, StringComparison.Ordinal);
        Assert.All(["correlation_id", "timestamp"], member => Assert.Equal(JsonValueKind.String, answer.Body.GetProperty(member).ValueKind));
    }

    private Task<Answer> LookAsync() => bench.SendAsync(Sent());

    private static System.Text.Json.Nodes.JsonObject Sent() => Events.Event("GET", "/health", null).Without("X-API-Key");
}
