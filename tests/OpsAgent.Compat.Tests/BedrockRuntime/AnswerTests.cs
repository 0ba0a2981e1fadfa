using System.Net;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.BedrockRuntime;

public sealed class AnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Converse_AnsweredWithText_IsReadWhole()
    {
        var answer = await AskAsync(ConverseServer.TextAnswer);

        Assert.Equal(StopReason.End_turn, answer.StopReason);
        Assert.Equal(ConversationRole.Assistant, answer.Output.Message.Role);
        Assert.Equal("checkout answers slowly since 02:40.", Assert.Single(answer.Output.Message.Content).Text);
        Assert.Equal((812, 41, 853), (answer.Usage.InputTokens, answer.Usage.OutputTokens, answer.Usage.TotalTokens));
        Assert.Equal((4, 0), (answer.Usage.CacheReadInputTokens, answer.Usage.CacheWriteInputTokens));
        Assert.Equal(731, answer.Metrics.LatencyMs);
        Assert.Equal((HttpStatusCode.OK, "request-1"), (answer.HttpStatusCode, answer.ResponseMetadata.RequestId));
    }

    [Fact]
    public async Task Converse_AnsweredWithAToolUse_GivesItsArguments()
    {
        var answer = await AskAsync(ConverseServer.ToolUse);

        Assert.Equal(StopReason.Tool_use, answer.StopReason);
        var (said, use) = (answer.Output.Message.Content[0], answer.Output.Message.Content[1].ToolUse);
        Assert.Equal("I look at the instance.", said.Text);
        Assert.Null(said.ToolUse);
        Assert.Equal(("tooluse_1", "get_ec2_status"), (use.ToolUseId, use.Name));
        Assert.Equal("i-0a1b2c3d4e5f60718", use.Input.AsDictionary()["instance_id"].AsString());
    }

    [Fact]
    public async Task Converse_AnsweredWithSeveralToolUses_GivesEveryKindOfArgument()
    {
        var uses = (await AskAsync(ConverseServer.ParallelToolUse)).Output.Message.Content.ConvertAll(block => block.ToolUse);

        Assert.Equal(["tooluse_1", "tooluse_2"], uses.ConvertAll(use => use.ToolUseId));
        var limits = uses[1].Input.AsDictionary()["limits"].AsDictionary();
        Assert.Equal(20, limits["most"].AsInt());
        Assert.Equal(0.5, limits["share"].AsDouble());
        Assert.Equal(6_000_000_000L, limits["bytes"].AsLong());
        Assert.True(limits["only"].AsList()[0].AsBool());
        Assert.Equal("x", limits["only"].AsList()[1].AsString());
        Assert.True(limits["only"].AsList()[2].IsNull());
    }

    [Fact]
    public async Task Message_OfTheModelSentBack_IsTheSameOnTheWire()
    {
        const string message =
            """
            {"role": "assistant", "content": [
              {"reasoningContent": {"reasoningText": {"text": "First the instance.", "signature": "c2ln"}}},
              {"reasoningContent": {"redactedContent": "AAECAw=="}},
              {"text": "I look at both."},
              {"toolUse": {"toolUseId": "tooluse_1", "name": "get_ec2_status", "input": {"ids": ["i-1", 2, 2.5, true, null, {"deep": {}}]}}},
              {"toolUse": {"toolUseId": "tooluse_2", "name": "list_all", "input": {}}}]}
            """;
        using var service = new FakeService(FakeResponse.Ok($$"""{"output": {"message": {{message}}}, "stopReason": "tool_use"}"""), FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service);
        var said = (await client.ConverseAsync(ConverseServer.Ask(), Cancellation)).Output.Message;

        var reasoning = said.Content[0].ReasoningContent.ReasoningText;
        Assert.Equal(("First the instance.", "c2ln"), (reasoning.Text, reasoning.Signature));
        Assert.Equal([0, 1, 2, 3], said.Content[1].ReasoningContent.RedactedContent.ToArray());

        await client.ConverseAsync(new ConverseRequest { ModelId = ConverseServer.ModelId, Messages = [said] }, Cancellation);

        Expect.Json($$"""{"messages": [{{message}}]}""", service.Requests[1].Body);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"output": null, "stopReason": null}""")]
    public async Task Converse_AnsweredWithNothing_LeavesNulls(string body)
    {
        var answer = await AskAsync(body);

        Assert.Null(answer.Output);
        Assert.Null(answer.StopReason);
        Assert.Null(answer.Usage);
    }

    [Fact]
    public async Task Converse_StoppedForAReasonOfTomorrow_KeepsTheWord() =>
        Assert.Equal("asked_for_a_break", (await AskAsync("""{"stopReason": "asked_for_a_break"}""")).StopReason.Value);

    private static async Task<ConverseResponse> AskAsync(string body)
    {
        using var service = new FakeService(FakeResponse.Ok(body));
        using var client = ConverseServer.At(service);
        return await client.ConverseAsync(ConverseServer.Ask(), Cancellation);
    }
}
