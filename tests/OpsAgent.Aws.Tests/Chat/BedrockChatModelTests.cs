using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Model;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Chat.Model;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Tests.Chat;

/// <summary>The talk with a model over the wire: single, parallel, invalid, endless and refused calls, silence, throttling, garbage.</summary>
public sealed class BedrockChatModelTests
{
    private static readonly IReadOnlyList<ModelTool> Tools = ModelTool.Of(OperationCatalog.Default);
    private static readonly JsonObject Status = new() { ["instance_id"] = "i-0a1b2c3d4e5f60001" };

    private readonly List<ModelPart.Call> _calls = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_WithoutTools_IsWhatTheModelSaid()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Says("checkout answers slowly since 02:40."));

        Assert.Equal("checkout answers slowly since 02:40.", await AnswerAsync(converse));

        var request = Assert.Single(converse.Requests);
        Assert.Equal(["user", "assistant", "user"], request["messages"]!.AsArray().Select(m => m!["role"]!.GetValue<string>()));
        Assert.Equal(Tools.Select(t => t.Name), request["toolConfig"]!["tools"]!.AsArray().Select(t => t!["toolSpec"]!["name"]!.GetValue<string>()));
        Assert.DoesNotContain(Tools, t => t.Name.Contains("approve", StringComparison.Ordinal) || t.Name.Contains("deny", StringComparison.Ordinal) || t.Name.Contains("withdraw", StringComparison.Ordinal));
        Assert.Equal((1024, 0), (request["inferenceConfig"]!["maxTokens"]!.GetValue<int>(), request["inferenceConfig"]!["temperature"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Answer_AfterOneCall_TellsTheModelWhatCameOfItAsData()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", Status.DeepClone())), RecordedConverse.Says("It is fine."));

        Assert.Equal("It is fine.", await AnswerAsync(converse));

        Assert.Equal(("t1", "get_ec2_status", "i-0a1b2c3d4e5f60001"), (_calls[0].Id, _calls[0].Tool, _calls[0].Input.GetProperty("instance_id").GetString()));
        var told = converse.Requests[1]["messages"]!.AsArray()[^1]!["content"]![0]!["toolResult"]!;
        Assert.Equal("t1", told["toolUseId"]!.GetValue<string>());
        Assert.Equal("""{"data":{"summary":"done get_ec2_status"}}""", told["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Answer_AfterParallelCalls_AnswersAllInOneMessage()
    {
        await using var converse = await RecordedConverse.StartAsync(
            RecordedConverse.Calls(("t1", "get_ec2_status", Status.DeepClone()), ("t2", "search_cloudtrail_events", new JsonObject { ["max_results"] = 5, ["odd"] = new JsonArray(true, 0.5, null, "x") })),
            RecordedConverse.Says("Both are fine."));

        Assert.Equal("Both are fine.", await AnswerAsync(converse));

        Assert.Equal(["t1", "t2"], _calls.Select(c => c.Id));
        Assert.Equal("""{"max_results":5,"odd":[true,0.5,null,"x"]}""", _calls[1].Input.GetRawText());
        Assert.Equal(2, converse.Requests[1]["messages"]!.AsArray()[^1]!["content"]!.AsArray().Count);
    }

    [Fact]
    public async Task Answer_InputThatIsNoObject_ReachesTheToolAndGoesBackAsOne()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", JsonValue.Create("reboot all"))), RecordedConverse.Says("Sorry."));

        Assert.Equal("Sorry.", await AnswerAsync(converse));
        Assert.Equal("\"reboot all\"", _calls[0].Input.GetRawText());
    }

    [Fact]
    public async Task Answer_OfAnEndlessModel_EndsWithoutOne()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", Status.DeepClone()), ("t2", "get_ec2_status", Status.DeepClone())));

        Assert.Null(await AnswerAsync(converse));

        Assert.Equal((ModelConversation.MaxRounds, ModelConversation.MaxCalls), (converse.Requests.Count, _calls.Count));
    }

    [Fact]
    public async Task Answer_Throttled_IsTriedAgain()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(429, "ThrottlingException"), RecordedConverse.Says("Now."));

        Assert.Equal("Now.", await AnswerAsync(converse));
        Assert.Equal(2, converse.Requests.Count);
    }

    [Theory]
    [InlineData(429, "ThrottlingException", ErrorCode.AwsThrottled)]
    [InlineData(403, "AccessDeniedException", ErrorCode.AwsAccessDenied)]
    [InlineData(400, "ValidationException", ErrorCode.PolicyDenied)]
    [InlineData(404, "ResourceNotFoundException", ErrorCode.PolicyDenied)]
    [InlineData(408, "ModelTimeoutException", ErrorCode.PolicyDenied)]
    [InlineData(503, "ServiceUnavailableException", ErrorCode.AwsServiceError)]
    public async Task Answer_Refused_IsNoneAndSaysAwssSentence(int status, string code, ErrorCode expected)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(status, code));

        var thrown = await Assert.ThrowsAsync<AwsException>(() => Model(converse).AskAsync(new ModelRequest("s", [new ModelMessage(false, [new ModelPart.Text("hi")])], Tools, 10), Stop));

        Assert.Equal(expected, thrown.Code);
        Assert.Contains("AWS says: raw words of AWS.", thrown.Message, StringComparison.Ordinal);
        Assert.Null(await AnswerAsync(converse));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"output":{}}""")]
    [InlineData("""{"output":{"message":{"role":"assistant"}},"stopReason":"end_turn"}""")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn"}""")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":"something_new"}""")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"text":"x"}]}}}""")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"image":{}}]}},"stopReason":"tool_use"}""")]
    [InlineData("<html>proxy</html>")]
    [InlineData("")]
    public async Task Answer_OfGarbage_IsNone(string body)
    {
        await using var converse = await RecordedConverse.StartAsync(new WireAnswer(200, body));

        Assert.Null(await AnswerAsync(converse));
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("content_filtered")]
    [InlineData("guardrail_intervened")]
    public async Task Answer_CutOff_IsNotUsed(string reason)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Stops(reason));

        Assert.Null(await AnswerAsync(converse));
    }

    [Fact]
    public async Task Answer_OfASilentModel_IsGivenUpInTime()
    {
        await using var converse = await RecordedConverse.StartAsync(WireAnswer.Silence);
        var time = new FakeTimeProvider();
        var answer = AnswerAsync(converse, time);
        while (converse.Requests.Count == 0)
        {
            await Task.Yield();
        }

        time.Advance(ModelConversation.Patience);

        Assert.Null(await answer);
    }

    private static BedrockChatModel Model(RecordedConverse converse) => new(converse.Clients, RecordedConverse.ModelId);

    private Task<string?> AnswerAsync(RecordedConverse converse, TimeProvider? time = null) => new ModelConversation(Model(converse), time ?? TimeProvider.System).AnswerAsync(
        "why is checkout slow?",
        [new Turn(true, "an answer whose question was forgotten"), new Turn(false, "hello"), new Turn(true, "hello")],
        Tools,
        call =>
        {
            _calls.Add(call);
            return Task.FromResult(new ModelPart.Result(call.Id, new JsonObject { ["summary"] = $"done {call.Tool}" }.ToElement(), Failed: false));
        },
        _ => { },
        Stop);
}
