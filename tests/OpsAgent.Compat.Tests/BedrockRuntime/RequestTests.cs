using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.BedrockRuntime;

public sealed class RequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("global.amazon.nova-2-lite-v1:0", "/model/global.amazon.nova-2-lite-v1%3A0/converse")]
    [InlineData(
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse")]
    public async Task Converse_WithAnyModelId_SendsItAsOneSegmentAndSignsThat(string modelId, string path)
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service);

        await client.ConverseAsync(ConverseServer.Ask(modelId), Cancellation);

        var sent = service.Request;
        Expect.Signed("bedrock", sent, path);
        Assert.Equal("application/json", sent["Content-Type"]);
        Assert.Equal("2023-09-30", sent["x-amz-api-version"]);
        Assert.Null(sent["X-Amz-Target"]);
        Expect.Json("""{"messages": [{"role": "user", "content": [{"text": "why is checkout slow?"}]}]}""", sent.Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Converse_WithoutAModel_IsRefusedBeforeItIsSent(string? modelId)
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service);

        var error = await Assert.ThrowsAsync<AmazonBedrockRuntimeException>(() => client.ConverseAsync(ConverseServer.Ask(modelId!), Cancellation));

        Assert.Equal("Request object does not have required field ModelId set", error.Message);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task Converse_WithTools_SendsTheirSchemasAsJson()
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.ToolUse));
        using var client = ConverseServer.At(service);
        var request = ConverseServer.Ask();
        request.System = [new SystemContentBlock { Text = "You look, you never decide." }, new SystemContentBlock { CachePoint = new CachePointBlock { Type = CachePointType.Default } }];
        request.InferenceConfig = new InferenceConfiguration { MaxTokens = 512, Temperature = 0.2f, TopP = 0.9f, StopSequences = ["STOP"] };
        request.ToolConfig = new ToolConfiguration
        {
            ToolChoice = new ToolChoice { Auto = new AutoToolChoice() },
            Tools = [new Tool { ToolSpec = new ToolSpecification { Name = "get_ec2_status", Description = "Shows an instance.", InputSchema = new ToolInputSchema { Json = Schema() } } }, new Tool { CachePoint = new CachePointBlock { Type = CachePointType.Default } }],
        };

        await client.ConverseAsync(request, Cancellation);

        Expect.Json(
            """
            {"system": [{"text": "You look, you never decide."}, {"cachePoint": {"type": "default"}}],
             "messages": [{"role": "user", "content": [{"text": "why is checkout slow?"}]}],
             "inferenceConfig": {"maxTokens": 512, "temperature": 0.2, "topP": 0.9, "stopSequences": ["STOP"]},
             "toolConfig": {"toolChoice": {"auto": {}}, "tools": [{"toolSpec": {
               "name": "get_ec2_status", "description": "Shows an instance.",
               "inputSchema": {"json": {"type": "object", "required": ["instance_id"],
                 "properties": {"instance_id": {"type": "string"}, "most": {"type": "integer", "maximum": 200, "multipleOf": 0.5, "default": 6000000000}}, "additionalProperties": false}}}}, {"cachePoint": {"type": "default"}}]}}
            """,
            service.Request.Body);
    }

    [Fact]
    public async Task Converse_WithAForcedTool_SendsTheOneMemberOfTheUnion()
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service);
        foreach (var choice in new[] { new ToolChoice { Any = new AnyToolChoice() }, new ToolChoice { Tool = new SpecificToolChoice { Name = "get_ec2_status" } } })
        {
            await client.ConverseAsync(new ConverseRequest { ModelId = ConverseServer.ModelId, ToolConfig = new ToolConfiguration { ToolChoice = choice } }, Cancellation);
        }

        Expect.Json("""{"toolConfig": {"toolChoice": {"any": {}}}}""", service.Requests[0].Body);
        Expect.Json("""{"toolConfig": {"toolChoice": {"tool": {"name": "get_ec2_status"}}}}""", service.Requests[1].Body);
    }

    [Fact]
    public async Task Converse_WithToolResults_SendsEachAsWhatItIs()
    {
        using var service = new FakeService(FakeResponse.Ok(ConverseServer.TextAnswer));
        using var client = ConverseServer.At(service);
        var request = ConverseServer.Ask();
        request.Messages.Add(new Message
        {
            Role = ConversationRole.User,
            Content =
            [
                new ContentBlock { ToolResult = new ToolResultBlock { ToolUseId = "tooluse_1", Status = ToolResultStatus.Success, Content = [new ToolResultContentBlock { Json = new Document(new Dictionary<string, Document> { ["state"] = "running" }) }] } },
                new ContentBlock { ToolResult = new ToolResultBlock { ToolUseId = "tooluse_2", Status = ToolResultStatus.Error, Content = [new ToolResultContentBlock { Text = "There is no load balancer web." }] } },
            ],
        });

        await client.ConverseAsync(request, Cancellation);

        Expect.Json(
            """
            {"messages": [{"role": "user", "content": [{"text": "why is checkout slow?"}]}, {"role": "user", "content": [
               {"toolResult": {"toolUseId": "tooluse_1", "status": "success", "content": [{"json": {"state": "running"}}]}},
               {"toolResult": {"toolUseId": "tooluse_2", "status": "error", "content": [{"text": "There is no load balancer web."}]}}]}]}
            """,
            service.Request.Body);
    }

    private static Document Schema() => new(new Dictionary<string, Document>
    {
        ["type"] = "object",
        ["required"] = new Document(new Document("instance_id")),
        ["additionalProperties"] = false,
        ["properties"] = new Document(new Dictionary<string, Document>
        {
            ["instance_id"] = new Document(new Dictionary<string, Document> { ["type"] = "string" }),
            ["most"] = new Document(new Dictionary<string, Document> { ["type"] = "integer", ["maximum"] = 200, ["multipleOf"] = 0.5, ["default"] = 6_000_000_000L }),
        }),
    });
}
