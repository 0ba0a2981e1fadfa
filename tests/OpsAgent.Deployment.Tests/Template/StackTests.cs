using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Aws.Stores;
using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Hosting;
using OpsAgent.Local.Http;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>What the stack is made of: settings, tables, logs, outputs.</summary>
public sealed class StackTests
{
    private static readonly string[] Rules = ["ReconcilerFunctionEveryMinute", "ReconcilerFunctionPolicyChanges", "AuditDigestFunctionEveryHour", "ConfigurationChangesFunctionParameterChanges", "ConfigurationChangesFunctionStackChanges"];
    private static readonly string[] Secrets = ["authorization", "api-key", "apiKey", "requestBody", "header"];

    // Of what few functions read Lambda's 4 KB have no room in all.
    private static readonly Dictionary<string, string[]> OfFew = new()
    {
        ["BREAK_GLASS"] = [FunctionNames.Proposals, FunctionNames.ExecuteAction, FunctionNames.Console],
        ["OPSAGENT_DIGEST_KEY_ARN"] = [FunctionNames.AuditDigest],
        ["OPSAGENT_AUDIT_ARCHIVE_BUCKET"] = [FunctionNames.AuditDigest],
    };

    public static TheoryData<string> Functions => [.. FunctionNames.All];

    public static TheoryData<string, string> Tables => new() { { "ApprovalsTable", "Approvals" }, { "AuditTable", "Audit" }, { "DecisionsTable", "Decisions" }, { "IncidentsTable", "Incidents" }, { "SessionsTable", "Sessions" } };

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_ReadsItsDeploymentFromItsEnvironment(string name)
    {
        var variables = Variables(await ExpandedTemplate.TestAsync(), name);
        Assert.True(variables.Remove("AWS_LAMBDA_HANDLER_LOG_FORMAT", out var format) && format == "JSON");
        var settings = DeploymentSetting.All.Select(s => s.Variable).Except(OfFew.Keys).Concat(OfFew.Where(few => few.Value.Contains(name)).Select(few => few.Key));
        Assert.Equal(settings.Append("OPSAGENT_FUNCTION").Order(StringComparer.Ordinal), variables.Keys.Order(StringComparer.Ordinal));
        var (deployment, problems) = DeploymentReader.Read(v => variables.GetValueOrDefault(v));
        Assert.Empty(problems);
        Assert.Equal("test", deployment!.Agent.Environment);
        Assert.Equal("opsagent-audit-test", deployment.AuditTable);
        Assert.Equal(60, deployment.Agent.RequestsPerMinute);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker:live", deployment.ChatWorkerFunctionArn);
    }

    [Fact]
    public async Task Parameters_OtherThanStandard_ReachTheFunctions()
    {
        var template = await ExpandedTemplate.OfAsync(
            "ExecutionMode=DRY_RUN", "TagEnvironment=staging", "ParameterPrefix=/other", "SelfApprovalUpTo=low", "AllowAssertedDecisions=true", "RequestsPerMinute=6", "ProposalsPerMinute=5",
            "FailuresPerMinute=4", "WebhookHosts=hooks.example.com=slack", "OidcIssuer=https://id.example.com", "OidcAudience=opsagent", "OidcUserClaim=upn", "OidcRequireVerified=false", "BreakGlass=on");
        var variables = Variables(template, FunctionNames.Proposals);
        Assert.All(OfFew["BREAK_GLASS"], name => Assert.Equal("on", Variables(template, name)["BREAK_GLASS"]));
        var (deployment, problems) = DeploymentReader.Read(v => variables.GetValueOrDefault(v));
        Assert.Empty(problems);
        Assert.Equal((6, 5, 4), (deployment!.Agent.RequestsPerMinute, deployment.Agent.ProposalsPerMinute, deployment.Agent.FailuresPerMinute));
        Assert.Equal(("/other", true, "upn", false), (deployment.Agent.ParameterPrefix, deployment.Agent.AllowAssertedDecisions, deployment.Oidc!.UserClaim, deployment.Oidc.RequireVerified));
        Assert.Equal("DRY_RUN", Core.Primitives.WireName.Of(deployment.Agent.Mode));
        // The executor's own conditions must ask for the same tag.
        Assert.Contains("\"aws:ResourceTag/Environment\":\"staging\"", template.Properties("ExecutorRole").ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_AreOneBinary_WithinTheGuidesTimes()
    {
        var functions = (await ExpandedTemplate.TestAsync()).OfType("AWS::Lambda::Function").ToDictionary(f => f.Id, f => f.Properties);
        Assert.All(functions.Values, f => Assert.Equal(("provided.al2023", "bootstrap", "bootstrap.zip"), (Text(f["Runtime"]), Text(f["Handler"]), Text(f["Code"]!["S3Key"]))));
        Assert.All(functions.Values, f => Assert.Equal(("PassThrough", "/aws/lambda/opsagent-controller-test", "Text"), (Text(f["TracingConfig"]!["Mode"]), Text(f["LoggingConfig"]!["LogGroup"]), Text(f["LoggingConfig"]!["LogFormat"]))));
        Assert.Equal(
            ["AuditDigestFunction 900", "ChatWebhooksFunction 15", "ChatWorkerFunction 60", "ExecuteActionFunction 60", "ReconcilerFunction 60"],
            functions.Where(f => f.Value["Timeout"]!.GetValue<int>() != 30).Select(f => $"{f.Key} {f.Value["Timeout"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Functions_OfTheLocalHost_HaveTheTemplatesTimes()
    {
        var functions = (await ExpandedTemplate.TestAsync()).OfType("AWS::Lambda::Function").ToDictionary(f => f.Id, f => f.Properties["Timeout"]!.GetValue<int>());
        Assert.Equal(functions, FunctionNames.All.ToDictionary(name => $"{name}Function", name => (int)FunctionTimeouts.Of(name).TotalSeconds));
    }

    [Fact]
    public async Task Conditions_AreAllUsed_TheIncludedFileCounted()
    {
        var source = (await ExpandedTemplate.TestAsync()).Source;
        var text = source["Resources"]!.ToJsonString() + source["Outputs"]!.ToJsonString();
        Assert.All(source["Conditions"]!.AsObject(), c => Assert.Contains($"\"{c.Key}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_WithTheLongestEnvironment_AreWithinAwsLimits()
    {
        var longest = new string('e', 27);
        var template = await ExpandedTemplate.OfAsync($"Environment={longest}");
        var allowed = Text(template.Source["Parameters"]!["Environment"]!["AllowedPattern"]);
        Assert.Equal($"^{DeploymentReader.EnvironmentShape}$", allowed);
        Assert.Matches(allowed, longest);
        Assert.DoesNotMatch(allowed, longest + "e");
        Assert.All(template.OfType("AWS::Lambda::Function"), f => Assert.InRange(Text(f.Properties["FunctionName"]).Length, 1, 64));
        // A role with a name of its own would need CAPABILITY_NAMED_IAM, and be in the way of a second Region.
        Assert.All(template.OfType("AWS::IAM::Role"), r => Assert.Null(r.Properties["RoleName"]));
        Assert.InRange(Text(template.Properties("StateMachine")["StateMachineName"]).Length, 1, 80);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Table_HasTheKeysThatTheStoresUse_AndIsKept(string id, string name)
    {
        var template = await ExpandedTemplate.TestAsync();
        var table = template.Properties(id);
        var schema = (TableSchema)typeof(TableSchema).GetProperty(name)!.GetValue(null)!;
        Assert.Equal(Keys(schema.Partition, schema.Sort), KeysOf(table["KeySchema"]));
        Assert.Equal(
            schema.Indexes.Select(i => $"{i.Name}: {Keys(i.Partition, i.Sort)}").Order(StringComparer.Ordinal),
            (table["GlobalSecondaryIndexes"]?.AsArray() ?? []).Select(i => $"{Text(i!["IndexName"])}: {KeysOf(i["KeySchema"])}").Order(StringComparer.Ordinal));
        Assert.Equal(schema.TimeToLive, (string?)table["TimeToLiveSpecification"]?["AttributeName"]);
        Assert.True(table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!.GetValue<bool>());
        Assert.False(table["DeletionProtectionEnabled"]!.GetValue<bool>());
        Assert.True((await ExpandedTemplate.OfAsync("DeletionProtection=true")).Properties(id)["DeletionProtectionEnabled"]!.GetValue<bool>());
        Assert.Equal("PAY_PER_REQUEST", Text(table["BillingMode"]));
        Assert.Equal(("RetainExceptOnCreate", "Retain"), (Text(template.Resources[id]["DeletionPolicy"]), Text(template.Resources[id]["UpdateReplacePolicy"])));
        Assert.Contains(ResourceNames.Key, Text(table["SSESpecification"]!["KMSMasterKeyId"]), StringComparison.Ordinal);
        Assert.Null((await ExpandedTemplate.OfAsync("EnableDynamoDBEncryption=false")).Properties(id)["SSESpecification"]);
    }

    [Fact]
    public async Task Logs_AreEncryptedAndEndAfterTheGuidesDays()
    {
        var groups = (await ExpandedTemplate.TestAsync()).OfType("AWS::Logs::LogGroup").ToList();
        Assert.Equal(
            ["/aws/apigateway/opsagent-test 30", "/aws/lambda/opsagent-controller-test 90", "/aws/vendedlogs/states/opsagent-controller-test 90", "API-Gateway-Execution-Logs_a1b2c3d4e5/test 30"],
            groups.Select(g => $"{g.Properties["LogGroupName"]} {g.Properties["RetentionInDays"]}").Order(StringComparer.Ordinal));
        Assert.All(groups, g => Assert.EndsWith(ResourceNames.Key, Text(g.Properties["KmsKeyId"]), StringComparison.Ordinal));
    }

    [Fact]
    public async Task StateMachine_LogsEverythingButItsData()
    {
        var machine = (await ExpandedTemplate.TestAsync()).Properties("StateMachine");
        Assert.Equal(
            """{"Level":"ALL","IncludeExecutionData":false,"Destinations":[{"CloudWatchLogsLogGroup":{"LogGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/opsagent-controller-test:*"}}]}""",
            machine["LoggingConfiguration"]!.ToJsonString());
        Assert.False(machine["TracingConfiguration"]!["Enabled"]!.GetValue<bool>());
        Assert.Equal("STANDARD", Text(machine["StateMachineType"]));
        Assert.Equal(
            FunctionNames.Activities.Select(n => $"{n}Function").Order(StringComparer.Ordinal),
            machine["DefinitionSubstitutions"]!.AsObject().Select(s => s.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Api_LogsNoBodyAndNoCredential()
    {
        var template = await ExpandedTemplate.TestAsync();
        var stage = template.OfType("AWS::ApiGateway::Stage").Single().Properties;
        Assert.All(stage["MethodSettings"]!.AsArray(), m => Assert.False(m!["DataTraceEnabled"]!.GetValue<bool>()));
        Assert.All(Secrets, word => Assert.DoesNotContain(word, Text(stage["AccessLogSetting"]!["Format"]), StringComparison.OrdinalIgnoreCase));
        Assert.False(stage["TracingEnabled"]!.GetValue<bool>());
        var api = template.Properties("Api");
        Assert.StartsWith("SecurityPolicy_TLS13_1_2_", Text(api["SecurityPolicy"]), StringComparison.Ordinal);
        Assert.Equal(("""{"Types":["REGIONAL"]}""", 1024), (api["EndpointConfiguration"]!.ToJsonString(), api["MinimumCompressionSize"]!.GetValue<int>()));
        var plan = template.Properties("UsagePlan")["Throttle"]!;
        Assert.Equal(("8.33", 1000), (plan["RateLimit"]!.ToString(), plan["BurstLimit"]!.GetValue<int>()));
    }

    // What needs no key is limited by itself: of each method's own limit nothing is taken from a decision's.
    [Fact]
    public async Task Api_LimitsEachRouteThatNeedsNoKey()
    {
        var template = await ExpandedTemplate.TestAsync();
        var limits = template.OfType("AWS::ApiGateway::Stage").Single().Properties["MethodSettings"]!.AsArray().ToDictionary(
            m => $"{Text(m!["HttpMethod"])} {Text(m["ResourcePath"]).Replace("~1", "/", StringComparison.Ordinal)[1..]}",
            m => (m!["ThrottlingRateLimit"]!.GetValue<double>(), m["ThrottlingBurstLimit"]!.GetValue<int>()));
        Assert.True(limits.Remove("* *", out var ordinary));
        Assert.Equal((50, 1000), ordinary);
        var open = from route in template.Properties("Api")["Body"]!["paths"]!.AsObject()
                   from method in route.Value!.AsObject()
                   where method.Value is JsonObject operation && operation["security"] is JsonArray { Count: 0 }
                   select $"{method.Key.ToUpperInvariant()} {route.Key}";
        Assert.Equal(open.Order(StringComparer.Ordinal), limits.Keys.Order(StringComparer.Ordinal));
        // People work through these; the others are looked at now and then.
        string[] used = ["POST /slack/commands", "POST /slack/events", "POST /slack/interactions", "POST /teams/messages"];
        Assert.All(limits, limit => Assert.Equal(used.Contains(limit.Key) ? (20, 100) : (5, 20), limit.Value));
    }

    // What an MCP client finds its tokens by; the API's own address it cannot name.
    [Theory]
    [InlineData("'Bearer'")]
    [InlineData("'Bearer resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource/mcp\"'", "ApiDomainName=api.example.com", "ApiCertificateArn=arn:aws:acm:eu-central-1:123456789012:certificate/0")]
    public async Task Api_ToNobody_SaysWhereTokensComeFrom_WhereItHasADomain(string challenge, params string[] parameters) => Assert.Equal(
        challenge,
        Text((await ExpandedTemplate.OfAsync(parameters)).Properties("Api")["Body"]!["x-amazon-apigateway-gateway-responses"]!["UNAUTHORIZED"]!["responseParameters"]!["gatewayresponse.header.WWW-Authenticate"]));

    [Fact]
    public async Task Api_HasNoMetricsOfEachMethod_WhichNoAlarmReads() => Assert.All(
        (await ExpandedTemplate.TestAsync()).OfType("AWS::ApiGateway::Stage").Single().Properties["MethodSettings"]!.AsArray(), m => Assert.NotEqual(true, (bool?)m!["MetricsEnabled"]));

    // API Gateway makes the group itself if it is not there before its stage.
    [Fact]
    public async Task Api_ExecutionLogs_AreMadeBeforeTheStage()
    {
        var source = (await ExpandedTemplate.TestAsync()).Source["Resources"]!;
        var stage = source.AsObject().Single(r => Text(r.Value!["Type"]) == "AWS::ApiGateway::Stage").Value!;
        Assert.Equal("ApiExecutionLogs", Text(stage["Properties"]!["Variables"]!["ExecutionLogs"]!["Ref"]));
        Assert.Contains("ApiAccount", stage["Properties"]!["Variables"]!["LogRole"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_AllHaveTheBoundary_WhereOneIsGiven()
    {
        const string boundary = "arn:aws:iam::123456789012:policy/boundary";
        var roles = (await ExpandedTemplate.OfAsync($"PermissionsBoundary={boundary}", "CreateCanary=true", "TrafficShifting=AllAtOnce")).OfType("AWS::IAM::Role").ToList();
        Assert.All(roles, r => Assert.Equal(boundary, Text(r.Properties["PermissionsBoundary"])));
        Assert.Superset(new HashSet<string> { "CanaryRole", "CodeDeployRole", "ExecutorRole", "StateMachineRole" }, roles.Select(r => r.Id).ToHashSet());
        Assert.All((await ExpandedTemplate.TestAsync()).OfType("AWS::IAM::Role"), r => Assert.Null(r.Properties["PermissionsBoundary"]));
    }

    [Fact]
    public async Task Functions_ShiftTraffic_WithTheAlarmsAsRollback_IfAskedTo()
    {
        Assert.Empty((await ExpandedTemplate.TestAsync()).OfType("AWS::CodeDeploy::DeploymentGroup"));
        var template = await ExpandedTemplate.OfAsync("TrafficShifting=Canary10Percent5Minutes");
        var groups = template.OfType("AWS::CodeDeploy::DeploymentGroup").Select(g => g.Properties).ToList();
        Assert.Equal(FunctionNames.All.Count, groups.Count);
        Assert.All(groups, g => Assert.Equal("CodeDeployDefault.LambdaCanary10Percent5Minutes", Text(g["DeploymentConfigName"])));
        Assert.All(groups, g => Assert.Equal("arn:aws:iam::123456789012:role/CodeDeployRole", Text(g["ServiceRoleArn"])));
        Assert.All(groups, g => Assert.Contains("ServerErrors", g["AlarmConfiguration"]!.ToJsonString(), StringComparison.Ordinal));
        // The translator's own role would have AWS's policy and no boundary.
        Assert.DoesNotContain(template.OfType("AWS::IAM::Role"), r => r.Id == "CodeDeployServiceRole");
    }

    [Fact]
    public async Task Tables_RestoredFromABackup_TakeThePlaceOfTheirs()
    {
        var template = await ExpandedTemplate.OfAsync("AuditTableSuffix=-restored");
        Assert.DoesNotContain("AuditTable", template.Resources.Keys);
        Assert.Contains("ApprovalsTable", template.Resources.Keys);
        Assert.All(FunctionNames.All, name => Assert.Equal("opsagent-audit-test-restored", Variables(template, name)["OPSAGENT_AUDIT_TABLE"]));
        Assert.DoesNotContain("opsagent-audit-test\"", new JsonObject(template.Resources.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value.DeepClone()))).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("opsagent-audit-test-restored", Text(template.Outputs.Value["AuditTableName"]!["Value"]));
    }

    // The translator names a deployment by its hash of the file or, asked to deploy always, of the second: a parameter that the
    // file refers to, such as AllowedOrigins, is in the second alone.
    [Fact]
    public async Task Api_IsDeployedAgainEachTime_ToItsOneStage()
    {
        var start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (exit, output, error) = await ExpandedTemplate.RunAsync([Repository.PathTo("template.yaml"), .. ExpandedTemplate.Given]);
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.True(exit == 0, error);
        var resources = JsonNode.Parse(output)!["Resources"]!.AsObject();
        var (id, deployment) = resources.Single(r => Text(r.Value!["Type"]) == "AWS::ApiGateway::Deployment");
        Assert.Contains(id, Enumerable.Range(0, (int)(end - start) + 1).Select(i => $"ApiDeployment{Sha1(start + i)[..10]}"));
        // A deployment that names a stage makes it, without its limits, logs and alarms.
        Assert.Null(deployment!["Properties"]!["StageName"]);
        var stage = resources.Single(r => Text(r.Value!["Type"]) == "AWS::ApiGateway::Stage").Value!["Properties"]!;
        Assert.Equal((id, "Environment"), (Text(stage["DeploymentId"]!["Ref"]), Text(stage["StageName"]!["Ref"])));
        Assert.Equal("3.0.3", Text(resources["Api"]!["Properties"]!["Body"]!["openapi"]));
    }

    [Fact]
    public async Task Functions_AreInvokedByThisApiAndByTheSchedule_TheStepsByTheStateMachineAlone()
    {
        var permissions = (await ExpandedTemplate.TestAsync()).OfType("AWS::Lambda::Permission").Select(p => p.Properties).ToList();
        Assert.Equal(
            ["audit-digest", "authorizer", "chat", "chat-webhooks", "configuration", "configuration", "console", "diagnostics", "health", "mcp", "proposals", "reconciler", "reconciler", "workflow"],
            permissions.Select(p => Text(p["FunctionName"]).Split(':')[6]["opsagent-controller-test-".Length..]).Order(StringComparer.Ordinal));
        Assert.All(permissions, p => Assert.True(
            (Text(p["Principal"]), Text(p["SourceArn"])) switch
            {
                ("apigateway.amazonaws.com", var api) => api.StartsWith("arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/", StringComparison.Ordinal),
                ("events.amazonaws.com", var rule) => Rules.Contains(rule[(rule.LastIndexOf('/') + 1)..]),
                _ => false,
            },
            p.ToJsonString()));
    }

    [Fact]
    public async Task Topic_TakesAlarmsOfThisAccountAlone()
    {
        var topic = (await ExpandedTemplate.TestAsync()).Properties("NotificationsTopicPolicy");
        var policy = Policy.Parse(topic["PolicyDocument"]!);
        var alarm = new AccessRequest("sns:Publish", Text(topic["Topics"]![0])) { Principal = ("Service", "cloudwatch.amazonaws.com") }.With("aws:SourceAccount", "123456789012");
        Assert.Equal(Decision.Allow, Policy.Decide([policy], alarm));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], alarm.With("aws:SourceAccount", "210987654321")));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], alarm with { Action = "sns:Subscribe" }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], alarm with { Principal = ("Service", "events.amazonaws.com") }));
    }

    [Fact]
    public async Task Outputs_StandInParameterStoreToo()
    {
        var template = await ExpandedTemplate.OfAsync("CreateConsole=true");
        var outputs = template.Outputs.Value;
        var parameter = template.Properties("DeploymentParameter");
        Assert.Equal("/opsagent/test/deployment", Text(parameter["Name"]));
        var stored = JsonNode.Parse(Text(parameter["Value"]))!.AsObject();
        foreach (var (output, member) in new[]
        {
            ("PluginApiEndpointUrl", "endpoint"), ("StateMachineArn", "state_machine_arn"), ("DashboardUrl", "dashboard_url"), ("ConsoleUrl", "console_url"),
            ("NotificationsTopicArn", "topic_arn"), ("ApprovalsTopicArn", "approvals_topic_arn"), ("IncidentsTopicArn", "incidents_topic_arn"), ("ApprovalsTableName", "approvals_table"), ("AuditTableName", "audit_table"), ("IncidentsTableName", "incidents_table"),
            ("SessionsTableName", "sessions_table"), ("KeyId", "key_id"),
        })
        {
            Assert.Equal(Text(outputs[output]!["Value"]), Text(stored[member]));
        }

        // What opsagent policy and opsagent audit need besides.
        Assert.All(["decisions_table", "decision_key_arn", "digest_key_arn"], member => Assert.NotEmpty(Text(stored[member])));
    }

    [Fact]
    public async Task Expansion_OfAFileThatIsNotThere_SaysWhich()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-template-");
        var copy = Path.Combine(folder.FullName, "template.yaml");
        await File.WriteAllTextAsync(copy, await File.ReadAllTextAsync(Repository.PathTo("template.yaml")));
        var (exit, _, error) = await ExpandedTemplate.RunAsync(copy);
        Assert.NotEqual(0, exit);
        Assert.Contains("which the template includes", error, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static string Sha1(long second) =>
#pragma warning disable CA5350 // The translator's own hash, which protects nothing.
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(second.ToString(CultureInfo.InvariantCulture))));
#pragma warning restore CA5350

    private static Dictionary<string, string> Variables(ExpandedTemplate template, string function) =>
        template.Properties($"{function}Function")["Environment"]!["Variables"]!.AsObject().ToDictionary(v => v.Key, v => v.Value!.ToString());

    private static string Keys(string partition, string? sort) => sort is null ? partition : $"{partition}, {sort}";

    private static string KeysOf(JsonNode? schema) => string.Join(", ", schema!.AsArray().OrderBy(k => Text(k!["KeyType"])).Select(k => Text(k!["AttributeName"])));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
