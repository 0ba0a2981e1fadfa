using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>What tools that create machines ask for: validation, tags and versions.</summary>
public sealed class ToolOperationTests
{
    private const string Arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m";

    // All recorded on AWS.
    [Theory]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}""", "STANDARD", """{"result":"OK","diagnostics":[],"truncated":false}""")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}""", "EXPRESS", """{"result":"OK","diagnostics":[],"truncated":false}""")]
    [InlineData("", "STANDARD", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Definition must be a valid JSON object"}],"truncated":false}""")]
    [InlineData("{}", "STANDARD", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"These fields are required: [States, StartAt]","location":"/"}],"truncated":false}""")]
    [InlineData("""{"States":{"S":{"Type":"Pass","End":true}}}""", "STANDARD", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"These fields are required: [StartAt]","location":"/"}],"truncated":false}""")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}""", "STANDARD", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}""")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}""", "STANDARD", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: NOPE","location":"/States/A/Next"},{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}""")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f"},"End":true}}}""", "EXPRESS", """{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Express state machine does not support '.waitForTaskToken' service integration ","location":"/States/S/Resource"}],"truncated":false}""")]
    public async Task Validate_OfADefinition_AnswersAsRecorded(string definition, string type, string expected)
    {
        await using var host = await EngineHost.StartAsync();

        var answer = await host.Client.OkAsync("ValidateStateMachineDefinition", new JsonObject { ["definition"] = definition, ["type"] = type });

        Assert.Equal(expected, answer.ToJsonText());
    }

    [Fact]
    public async Task Validate_OfNoJson_HasTheRecordedMessage()
    {
        await using var host = await EngineHost.StartAsync();

        var answer = await host.Client.OkAsync("ValidateStateMachineDefinition", new JsonObject { ["definition"] = "not a definition" });

        Assert.Equal("FAIL", StatesClient.Text(answer, "result"));
        Assert.Equal("INVALID_JSON_DESCRIPTION", answer["diagnostics"]![0]!["code"]!.GetValue<string>());
        Assert.StartsWith("Unrecognized token 'not'", answer["diagnostics"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_OfDoubtfulFields_WarnsOnlyIfAsked()
    {
        await using var host = await EngineHost.StartAsync();
        var request = new JsonObject
        {
            ["definition"] = """
                {"StartAt":"P","States":{
                  "P":{"Type":"Pass","Parameters":{"a":"$.x","b":"States.UUID()","c":"plain"},"Result":{"y.$":"$.z"},"Next":"C"},
                  "C":{"Type":"Choice","Choices":[{"Variable":"$.v","StringEquals":"$.w","Next":"F"}],"Default":"F"},
                  "F":{"Type":"Fail","Cause":"$.cause"}}}
                """,
        };

        var errors = await host.Client.OkAsync("ValidateStateMachineDefinition", request);
        request["severity"] = "WARNING";
        var warnings = await host.Client.OkAsync("ValidateStateMachineDefinition", request);

        Assert.Equal("""{"result":"OK","diagnostics":[],"truncated":false}""", errors.ToJsonText());
        Assert.Equal("OK", StatesClient.Text(warnings, "result"));
        Assert.Equal(
            ["PASS_RESULT_IS_STATIC /States/P/Result", "NO_DOLLAR /States/P/Parameters/a", "NO_DOLLAR /States/P/Parameters/b", "NO_PATH /States/C/Choices[0]/StringEquals", "NO_PATH /States/F/Cause"],
            warnings["diagnostics"]!.AsArray().Select(found => $"{found!["code"]} {found["location"]}"));
        Assert.All(warnings["diagnostics"]!.AsArray(), found => Assert.Equal("WARNING", found!["severity"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Validate_OfMoreThanMaxResults_SaysThatItWasCut()
    {
        await using var host = await EngineHost.StartAsync();

        var answer = await host.Client.OkAsync(
            "ValidateStateMachineDefinition",
            new JsonObject { ["definition"] = """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}""", ["maxResults"] = 1 });

        Assert.Equal(("FAIL", true), (StatesClient.Text(answer, "result"), answer["truncated"]!.GetValue<bool>()));
        Assert.Single(answer["diagnostics"]!.AsArray());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"definition":"{}","type":"ODD"}""")]
    [InlineData("""{"definition":"{}","severity":"INFO"}""")]
    [InlineData("""{"definition":"{}","maxResults":101}""")]
    public async Task Validate_OfAWrongRequest_IsRefused(string request)
    {
        await using var host = await EngineHost.StartAsync();

        Assert.Equal("ValidationException", (await host.Client.RefusedAsync("ValidateStateMachineDefinition", JsonNode.Parse(request)!.AsObject())).Code);
    }

    [Fact]
    public async Task Tags_OfCreation_AreKeptChangedAndRemoved_AcrossARestart()
    {
        await using var host = await EngineHost.StartAsync();
        await CreateAsync(host, """[{"key":"team","value":"ops"},{"key":"cost","value":""}]""");
        Assert.Equal("""{"tags":[{"key":"team","value":"ops"},{"key":"cost","value":""}]}""", await ListAsync(host));

        var tagged = await host.Client.OkAsync("TagResource", Request("tags", """[{"key":"team","value":"platform"},{"key":"é 1","value":"_.:/=+-@"}]"""));
        await host.RestartAsync();
        Assert.Equal("{}", tagged.ToJsonText());
        Assert.Equal("""{"tags":[{"key":"team","value":"platform"},{"key":"cost","value":""},{"key":"é 1","value":"_.:/=+-@"}]}""", await ListAsync(host));

        var untagged = await host.Client.OkAsync("UntagResource", Request("tagKeys", """["cost","never there","team","é 1"]"""));
        Assert.Equal("{}", untagged.ToJsonText());
        Assert.Equal("""{"tags":[]}""", await ListAsync(host));
    }

    [Fact]
    public async Task Tags_AreNoPartOfARevision()
    {
        await using var host = await EngineHost.StartAsync();
        await CreateAsync(host, """[{"key":"team","value":"ops"}]""");

        // Role and tags are not compared, as documented.
        await CreateAsync(host, """[{"key":"other","value":"x"}]""");
        await host.Client.OkAsync("UpdateStateMachine", new JsonObject { ["stateMachineArn"] = Arn, ["roleArn"] = StatesClient.Role + "2" });

        Assert.Equal("""{"tags":[{"key":"team","value":"ops"}]}""", await ListAsync(host));
    }

    [Theory]
    [InlineData("TagResource", "tags", """[{"key":"a","value":"b"}]""")]
    [InlineData("UntagResource", "tagKeys", """["a"]""")]
    [InlineData("ListTagsForResource", null, null)]
    public async Task Tags_OfWhatIsNotThere_AreRefusedAsRecorded(string operation, string? member, string? value)
    {
        await using var host = await EngineHost.StartAsync();
        await CreateAsync(host, "[]");
        var request = Request(member, value);
        request["resourceArn"] = Arn + ":1";

        Assert.Equal(("ResourceNotFound", $"Resource not found: '{Arn}:1'"), await host.Client.RefusedAsync(operation, request));
        request["resourceArn"] = "m";
        Assert.Equal("InvalidArn", (await host.Client.RefusedAsync(operation, request)).Code);
    }

    [Theory]
    [InlineData("""[{"key":"","value":"x"}]""", "ValidationException")]
    [InlineData("""[{"value":"x"}]""", "ValidationException")]
    [InlineData("""[{"key":"a","value":"<b>"}]""", "ValidationException")]
    [InlineData("""["a"]""", "SerializationException")]
    [InlineData("""[{"key":5,"value":"x"}]""", "SerializationException")]
    [InlineData("""{"a":"b"}""", "SerializationException")]
    public async Task Tags_ThatAreNone_AreRefused_AlsoAtCreation(string tags, string code)
    {
        await using var host = await EngineHost.StartAsync();

        Assert.Equal(code, (await host.Client.RefusedAsync("CreateStateMachine", Machine(tags))).Code);
        await CreateAsync(host, "[]");
        Assert.Equal(code, (await host.Client.RefusedAsync("TagResource", Request("tags", tags))).Code);
    }

    [Fact]
    public async Task Tags_BeyondFifty_AreRefusedAndChangeNothing()
    {
        await using var host = await EngineHost.StartAsync();
        static string Tags(int from, int count) =>
            $"[{string.Join(',', Enumerable.Range(from, count).Select(i => $$"""{"key":"k{{i}}","value":"v"}"""))}]";
        await CreateAsync(host, Tags(0, 50));

        Assert.Equal("TooManyTags", (await host.Client.RefusedAsync("TagResource", Request("tags", Tags(50, 1)))).Code);
        await host.Client.OkAsync("TagResource", Request("tags", Tags(0, 50)));

        Assert.DoesNotContain("k50", await ListAsync(host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_OWNED_KEY", null)]
    [InlineData("CUSTOMER_MANAGED_KMS_KEY", "ValidationException")]
    public async Task Encryption_ByAKeyThatIsNotUsed_IsRefusedRatherThanLost(string type, string? code)
    {
        await using var host = await EngineHost.StartAsync();
        var machine = Machine("[]");
        machine["encryptionConfiguration"] = new JsonObject { ["type"] = type };

        var (_, body) = await host.Client.CallAsync("CreateStateMachine", machine);

        Assert.Equal(code, body["__type"]?.GetValue<string>());
    }

    [Fact]
    public async Task Versions_OfAMachine_AreNone()
    {
        await using var host = await EngineHost.StartAsync();
        await CreateAsync(host, "[]");

        Assert.Equal("""{"stateMachineVersions":[]}""", (await host.Client.OkAsync("ListStateMachineVersions", new JsonObject { ["stateMachineArn"] = Arn })).ToJsonText());
        Assert.Equal("StateMachineDoesNotExist", (await host.Client.RefusedAsync("ListStateMachineVersions", new JsonObject { ["stateMachineArn"] = Arn + "2" })).Code);
    }

    private static Task<JsonObject> CreateAsync(EngineHost host, string tags) => host.Client.OkAsync("CreateStateMachine", Machine(tags));

    private static async Task<string> ListAsync(EngineHost host) => (await host.Client.OkAsync("ListTagsForResource", Request(null, null))).ToJsonText();

    private static JsonObject Machine(string tags) => new()
    {
        ["name"] = "m",
        ["definition"] = Asl.SingleState(Asl.Pass()),
        ["roleArn"] = StatesClient.Role,
        ["tags"] = JsonNode.Parse(tags),
    };

    private static JsonObject Request(string? member, string? value)
    {
        var request = new JsonObject { ["resourceArn"] = Arn };
        if (member is not null)
        {
            request[member] = JsonNode.Parse(value!);
        }

        return request;
    }
}
