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

        Assert.Equal("checkout answers slowly since 02:40.", await WordsAsync(converse));

        var request = Assert.Single(converse.Requests);
        Assert.Equal(["user", "assistant", "user"], request["messages"]!.AsArray().Select(m => m!["role"]!.GetValue<string>()));
        Assert.Equal(Tools.Select(t => t.Name), request["toolConfig"]!["tools"]!.AsArray().Where(t => t!["toolSpec"] is not null).Select(t => t!["toolSpec"]!["name"]!.GetValue<string>()));
        Assert.DoesNotContain(Tools, t => t.Name.Contains("approve", StringComparison.Ordinal) || t.Name.Contains("deny", StringComparison.Ordinal) || t.Name.Contains("withdraw", StringComparison.Ordinal));
        Assert.Equal("""{"maxTokens":1024}""", request["inferenceConfig"]!.ToJsonString());
        Assert.Matches(@"^\(It is \w+day, 20\d\d-\d\d-\d\d \d\d:\d\d UTC; the user's time zone is Europe/Berlin\.\)$", request["messages"]!.AsArray()[^1]!["content"]![1]!["text"]!.GetValue<string>());
        Assert.DoesNotContain("20", request["system"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AfterOneCall_TellsTheModelWhatCameOfItAsData()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", Status.DeepClone())), RecordedConverse.Says("It is fine."));

        Assert.Equal("It is fine.", await WordsAsync(converse));

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

        Assert.Equal("Both are fine.", await WordsAsync(converse));

        Assert.Equal(["t1", "t2"], _calls.Select(c => c.Id));
        Assert.Equal("""{"max_results":5,"odd":[true,0.5,null,"x"]}""", _calls[1].Input.GetRawText());
        Assert.Equal(2, converse.Requests[1]["messages"]!.AsArray()[^1]!["content"]!.AsArray().Count);
    }

    [Fact]
    public async Task Answer_AfterADraft_TellsTheModelThatItWasShown()
    {
        var asked = new JsonObject { ["operation"] = "scale_ecs_service", ["parameters"] = new JsonObject { ["cluster"] = "production", ["service"] = "web", ["desired_count"] = 6, ["reason"] = "Traffic has doubled." } };
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", ModelTool.Draft, asked.DeepClone())), RecordedConverse.Says("See the draft."));

        Assert.Equal("See the draft.", await WordsAsync(converse));

        Assert.Equal(asked.ToJsonString(), Assert.Single(_calls).Input.GetRawText());
        Assert.Equal("""{"data":{"summary":"done draft"}}""", converse.Requests[1]["messages"]!.AsArray()[^1]!["content"]![0]!["toolResult"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Answer_InputThatIsNoObject_ReachesTheToolAndGoesBackAsOne()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", JsonValue.Create("reboot all"))), RecordedConverse.Says("Sorry."));

        Assert.Equal("Sorry.", await WordsAsync(converse));
        Assert.Equal("\"reboot all\"", _calls[0].Input.GetRawText());
    }

    // What Bedrock does not take back from its own model.
    [Theory]
    [InlineData("approve production!")]
    [InlineData("")]
    [InlineData("a_name_that_is_longer_than_the_64_characters_that_a_tool_of_ours_may_have")]
    public async Task Answer_AfterACallThatCannotBeRepeated_GoesOn(string tool)
    {
        var call = RecordedConverse.Calls(("t1", tool, new JsonObject()));
        var blank = JsonNode.Parse(call.Body)!;
        blank["output"]!["message"]!["content"]!.AsArray().Insert(0, new JsonObject { ["text"] = "\n\n" });
        await using var converse = await RecordedConverse.StartAsync(call with { Body = blank.ToJsonString() }, RecordedConverse.Says("There is no such tool."));

        Assert.Equal("There is no such tool.", await WordsAsync(converse));

        Assert.Equal(tool, Assert.Single(_calls).Tool);
        Assert.Equal("unknown", Assert.Single(converse.Requests[1]["messages"]!.AsArray()[^2]!["content"]!.AsArray())!["toolUse"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Answer_WithABlankTurnBefore_IsStillAConversation()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Says("Fine."));
        var conversation = new ModelConversation(Model(converse), TimeProvider.System);

        var answer = await conversation.AnswerAsync(" ", "UTC", [new Turn(false, " "), new Turn(true, string.Empty)], Tools, _ => throw new InvalidOperationException("no call"), Stop);

        Assert.IsType<ModelAnswer.Said>(answer);
    }

    [Fact]
    public async Task Answer_OfAnEndlessModel_EndsWithoutOne()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Calls(("t1", "get_ec2_status", Status.DeepClone()), ("t2", "get_ec2_status", Status.DeepClone())));

        Assert.Equal(ModelFailure.Endless, Assert.IsType<ModelAnswer.None>(await AnswerAsync(converse)).Failure);

        Assert.Equal((ModelConversation.MaxRounds, ModelConversation.MaxCalls), (converse.Requests.Count, _calls.Count));
    }

    [Fact]
    public async Task Answer_Throttled_IsTriedAgain()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(429, "ThrottlingException"), RecordedConverse.Says("Now."));

        Assert.Equal("Now.", await WordsAsync(converse));
        Assert.Equal(2, converse.Requests.Count);
    }

    // The sentences are Bedrock's own.
    [Theory]
    [InlineData(429, "ThrottlingException", "Too many requests, please wait before trying again.", ModelFailure.Throttled)]
    [InlineData(403, "AccessDeniedException", "You don't have access to the model with the specified model ID.", ModelFailure.AccessDenied)]
    [InlineData(403, "AccessDeniedException", "User: arn:aws:sts::123456789012:assumed-role/chat/chat is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-4-6 with an explicit deny in a service control policy", ModelFailure.AccessDenied)]
    [InlineData(404, "ResourceNotFoundException", "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.", ModelFailure.UseCaseMissing)]
    [InlineData(400, "ValidationException", "The model returned the following errors: You have not filled out the required use-case form for this model. Complete the form before requesting access.", ModelFailure.UseCaseMissing)]
    [InlineData(404, "ResourceNotFoundException", "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 15 days. Please upgrade to an active model on Amazon Bedrock", ModelFailure.Legacy)]
    [InlineData(404, "ResourceNotFoundException", "This model version has reached the end of its life. Please refer to the AWS documentation for more details.", ModelFailure.EndOfLife)]
    [InlineData(400, "ValidationException", "The provided model identifier is invalid.", ModelFailure.NotInRegion)]
    [InlineData(400, "ValidationException", "Invocation of model ID anthropic.claude-sonnet-4-6 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.", ModelFailure.NotInRegion)]
    [InlineData(404, "ResourceNotFoundException", "Could not resolve the foundation model from the provided model identifier.", ModelFailure.NotInRegion)]
    [InlineData(400, "ValidationException", "Input is too long for requested model.", ModelFailure.TooLong)]
    [InlineData(400, "ValidationException", "The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum", ModelFailure.TooLong)]
    [InlineData(400, "ValidationException", "The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.", ModelFailure.TooLong)]
    [InlineData(408, "ModelTimeoutException", "Model has timed out in processing the request. Try your request again.", ModelFailure.TimedOut)]
    [InlineData(400, "ValidationException", "The model returned the following errors: `temperature` is deprecated for this model.", ModelFailure.Refused)]
    [InlineData(503, "ServiceUnavailableException", "Bedrock is unable to process your request.", ModelFailure.NoAnswer)]
    public async Task Answer_Refused_SaysWhyAndKeepsAwssSentenceForTheLog(int status, string code, string sentence, ModelFailure expected)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(status, code, sentence));

        var none = Assert.IsType<ModelAnswer.None>(await AnswerAsync(converse));

        Assert.Equal(expected, none.Failure);
        Assert.Contains($"AWS says: {sentence.Replace("123456789012", "<account>", StringComparison.Ordinal)[..30]}", none.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-6", true, true)]
    [InlineData("jp.anthropic.claude-haiku-4-5-20251001-v1:0", true, true)]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5", true, true)]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6", true, true)]
    [InlineData("apac.amazon.nova-lite-v1:0", true, false)]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", true, false)]
    [InlineData("mistral.mistral-large-3-675b-instruct", false, false)]
    [InlineData("au.meta.llama4-scout-17b-instruct-v1:0", false, false)]
    public async Task Ask_AModelThatCaches_SetsItsCachePointsLast(string modelId, bool inSystem, bool inTools)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Says("Fine."));

        await AskAsync(new BedrockChatModel(converse.Clients, modelId));

        var request = Assert.Single(converse.Requests);
        Assert.Equal(modelId, Assert.Single(converse.Models));
        Assert.Equal((inSystem, inTools), (IsCachePoint(request["system"]), IsCachePoint(request["toolConfig"]!["tools"])));
        Assert.Equal(Tools.Count + (inTools ? 1 : 0), request["toolConfig"]!["tools"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(400, "ValidationException", "The model returned the following errors: Malformed input request: #/toolConfig/tools/7: extraneous key [cachePoint] is not permitted, please reformat your input and try again.")]
    [InlineData(403, "AccessDeniedException", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.")]
    [InlineData(400, "ValidationException", "The model returned the following errors: system.0.cache_control: Extra inputs are not permitted")]
    public async Task Ask_AModelThatRefusesCachePoints_IsAskedOnceMoreWithoutAndNeverWithThemAgain(int status, string code, string sentence)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(status, code, sentence), RecordedConverse.Says("Fine."));
        var model = new BedrockChatModel(converse.Clients, "us.anthropic.claude-sonnet-4-6");

        await AskAsync(model);
        await AskAsync(model);

        Assert.Equal([true, false, false], converse.Requests.Select(r => IsCachePoint(r["system"]) || IsCachePoint(r["toolConfig"]!["tools"])));
    }

    [Fact]
    public async Task Ask_RefusedWithoutCachePointsToo_IsNotAskedAThirdTime()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Refuses(400, "ValidationException", "Your request did not allow prompt caching."));

        var thrown = await Assert.ThrowsAsync<ModelException>(() => AskAsync(Model(converse)));

        Assert.Equal((ModelFailure.Refused, 2), (thrown.Failure, converse.Requests.Count));
    }

    [Fact]
    public async Task Ask_WithATemperature_SendsIt()
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Says("Fine."));

        await AskAsync(new BedrockChatModel(converse.Clients, RecordedConverse.ModelId, temperature: 0));

        Assert.Equal("""{"maxTokens":10,"temperature":0}""", Assert.Single(converse.Requests)["inferenceConfig"]!.ToJsonString());
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

        Assert.IsType<ModelAnswer.None>(await AnswerAsync(converse));
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData("max_tokens", ModelFailure.CutOff)]
    [InlineData("model_context_window_exceeded", ModelFailure.TooLong)]
    [InlineData("content_filtered", ModelFailure.NoAnswer)]
    [InlineData("guardrail_intervened", ModelFailure.NoAnswer)]
    public async Task Answer_CutOff_IsNotUsed(string reason, ModelFailure expected)
    {
        await using var converse = await RecordedConverse.StartAsync(RecordedConverse.Stops(reason));

        Assert.Equal(expected, Assert.IsType<ModelAnswer.None>(await AnswerAsync(converse)).Failure);
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

        Assert.Equal(ModelFailure.TimedOut, Assert.IsType<ModelAnswer.None>(await answer).Failure);
    }

    private static BedrockChatModel Model(RecordedConverse converse) => new(converse.Clients, RecordedConverse.ModelId);

    private static Task<ModelReply> AskAsync(BedrockChatModel model) =>
        model.AskAsync(new ModelRequest("s", [new ModelMessage(false, [new ModelPart.Text("hi")])], Tools, 10), Stop);

    private static bool IsCachePoint(JsonNode? blocks) => blocks!.AsArray()[^1]!["cachePoint"]?["type"]?.GetValue<string>() == "default";

    private async Task<string?> WordsAsync(RecordedConverse converse) => Assert.IsType<ModelAnswer.Said>(await AnswerAsync(converse)).Words;

    private Task<ModelAnswer> AnswerAsync(RecordedConverse converse, TimeProvider? time = null) => new ModelConversation(Model(converse), time ?? TimeProvider.System).AnswerAsync(
        "why is checkout slow?",
        "Europe/Berlin",
        [new Turn(true, "an answer whose question was forgotten"), new Turn(false, "hello"), new Turn(true, "hello")],
        Tools,
        call =>
        {
            _calls.Add(call);
            return Task.FromResult(new ModelPart.Result(call.Id, new JsonObject { ["summary"] = $"done {call.Tool}" }.ToElement(), Failed: false));
        },
        Stop);
}
