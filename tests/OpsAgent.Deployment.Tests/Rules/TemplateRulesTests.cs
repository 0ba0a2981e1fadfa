using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>The template breaks none of the rules, and each rule finds what breaks it.</summary>
public sealed partial class TemplateRulesTests
{
    private static readonly Dictionary<string, Fault> Faults = new Fault[]
    {
        new("a queue's name of more than 80 characters", "NamesFit", "DeadLetters", s => Properties(s, "DeadLetters")["QueueName"] = Sub($"{new string('q', 60)}-${{Environment}}")),
        new("a dashboard's name with a dot", "NamesFit", "Dashboard", s => Properties(s, "Dashboard")["DashboardName"] = Sub("opsagent.${Environment}")),
        new("a name of a type whose limits nobody looked up", "NamesAreKnown", "Stream", s => Resources(s)["Stream"] = Resource("AWS::Kinesis::Stream", ("Name", Sub("opsagent-${Environment}")))),
        new("a name that every environment has", "NamesDifferBetweenEnvironments", "Dashboard", s => Properties(s, "Dashboard")["DashboardName"] = "opsagent"),
        new("a name that another environment's resource may have", "NamesDifferBetweenEnvironments", "DecisionsTable", s => Properties(s, "DecisionsTable")["TableName"] = Sub("opsagent-${Environment}")),
        new("a role of one name in all Regions", "NamesDifferBetweenRegions", "AuthorizerRole", s => Properties(s, "AuthorizerRole")["RoleName"] = Sub("opsagent-authorizer-${Environment}")),
        new("a named state machine that a parameter replaces", "NamedResourcesAreNotReplaced", "StateMachine", s => Properties(s, "StateMachine")["StateMachineType"] = Ref("ExecutionMode")),

        new("an UpdateReplacePolicy that is none", "DeletionPoliciesExist", "FunctionLogs", s => Resources(s)["FunctionLogs"]!["UpdateReplacePolicy"] = "RetainExceptOnCreate"),
        new("a table that goes with the stack", "DataIsKept", "AuditTable", s => Resources(s)["AuditTable"]!.AsObject().Remove("DeletionPolicy")),
        new("a key that goes when it is replaced", "DataIsKept", "DecisionKey", s => Resources(s)["DecisionKey"]!["UpdateReplacePolicy"] = "Delete"),
        new("an archive that goes with the stack", "DataIsKept", "AuditArchive", s => Resources(s)["AuditArchive"]!["DeletionPolicy"] = "Delete"),
        new("a log group in the way of the second try", "FailedCreationKeepsNoNames", "StateMachineLogs", s => Resources(s)["StateMachineLogs"]!["DeletionPolicy"] = "Retain"),
        new("a table protected from the first", "FirstDeploymentProtectsNothing", "AuditTable", s => Properties(s, "AuditTable")["DeletionProtectionEnabled"] = true),

        new("a retention of 31 days", "RetentionIsAllowed", "ApiLogs", s => Properties(s, "ApiLogs")["RetentionInDays"] = 31),
        new("a parameter that permits 100 days", "RetentionIsAllowed", "FunctionLogs", s => s["Parameters"]!["LogRetentionDays"]!["AllowedValues"]!.AsArray().Add(100)),
        new("a log group without the key", "GroupsAreEncrypted", "ApiLogs", s => Properties(s, "ApiLogs").Remove("KmsKeyId")),
        new("a log group that the key's policy does not name", "GroupsAreEncrypted", "ApiLogs", s => Properties(s, "ApiLogs")["LogGroupName"] = Sub("/aws/apigateway/other-${Environment}")),

        new("a Sid with a hyphen", "PoliciesAreWellFormed", "ValidateTagsRole", s => Inline(s, "ValidateTagsRole")[0]!["Sid"] = "look-at-it"),
        new("a policy of the old version", "PoliciesAreWellFormed", "KeysPolicy", s => Properties(s, "KeysPolicy")["PolicyDocument"]!["Version"] = "2008-10-17"),
        new("a NotAction", "PoliciesAreWellFormed", "HealthRole", s => Inline(s, "HealthRole")[0] = JsonNode.Parse("""{"Effect": "Deny", "NotAction": "iam:PassRole", "Resource": "*"}""")),
        new("inline policies of more than 10,240 characters", "InlinePoliciesFit", "ChatRole", s => Inline(s, "ChatRole").Add(Statement("sqs:SendMessage", Arns(200)))),
        new("a managed policy of more than 6,144 characters", "ManagedPoliciesFit", "AuthorityPolicy", s => Properties(s, "AuthorityPolicy")["PolicyDocument"]!["Statement"]!.AsArray().Add(Statement("sqs:SendMessage", Arns(150)))),
        new("a trust policy of more than 2,048 characters", "TrustPoliciesFit", "HealthRole", s => Properties(s, "HealthRole")["AssumeRolePolicyDocument"]!["Statement"]![0]!["Condition"] = new JsonObject { ["ArnLike"] = new JsonObject { ["aws:SourceArn"] = Arns(50) } }),
        new("a role with eleven managed policies and more", "RolesHaveFewManagedPolicies", "HealthRole", s => Properties(s, "HealthRole")["ManagedPolicyArns"] = Arns(11)),
        new("an action on every resource that need not be", "EveryResourceIsNeeded", "HealthRole", s => Inline(s, "HealthRole")[0]!["Resource"] = "*"),
        new("every action of a service", "EveryResourceIsNeeded", "HealthRole", s => Inline(s, "HealthRole")[0]!["Action"] = "dynamodb:*"),

        new("a function that appends and may put digests", "DigestsArePutByAuditDigestAlone", "ReconcilerRole", s => StatementIn(s, "AuditPolicy", "AppendAudit").Remove("Condition")),
        new("a function that may put a digest beside an event", "DigestsArePutByAuditDigestAlone", "ChatRole", s => Rename(StatementIn(s, "AuditPolicy", "AppendAudit")["Condition"]!, "ForAllValues:StringNotLike", "ForAnyValue:StringNotLike")),
        new("a function that may put digests by a right of its own", "DigestsArePutByAuditDigestAlone", "HealthRole", s => Inline(s, "HealthRole").Add(StatementIn(s, "AuditDigestRole", "PutDigests").DeepClone())),
        new("a function that may delete digests", "DigestsArePutByAuditDigestAlone", "AuditDigestRole", s => StatementIn(s, "AuditDigestRole", "PutDigests")["Action"]!.AsArray().Add("dynamodb:DeleteItem")),
        new("digests that nobody may put", "DigestsArePutByAuditDigestAlone", "AuditDigestRole", s => Inline(s, "AuditDigestRole").Remove(StatementIn(s, "AuditDigestRole", "PutDigests"))),
        new("digests by what may put anything", "AuditDigestPutsOnNoChain", "AuditDigestRole", s => StatementIn(s, "AuditDigestRole", "PutDigests").Remove("Condition")),
        new("digests by what may put what has no key", "AuditDigestPutsOnNoChain", "AuditDigestRole", s => StatementIn(s, "AuditDigestRole", "PutDigests")["Condition"]!.AsObject().Remove("Null")),
        new("digests by what may append too", "AuditDigestPutsOnNoChain", "AuditDigestRole", s => Properties(s, "AuditDigestRole")["ManagedPolicyArns"]!.AsArray().Add(Ref("AuditPolicy"))),
        new("an event among digests", "AuditDigestPutsOnNoChain", "AuditDigestRole", s => Rename(StatementIn(s, "AuditDigestRole", "PutDigests")["Condition"]!, "ForAllValues:StringLike", "ForAnyValue:StringLike")),
        new("a step that may count a budget", "BudgetsArePutByExecuteActionAlone", "RecordOutcomeRole", s => StatementIn(s, "RecordOutcomeRole", "MoveProposals").Remove("Condition")),
        new("a budget that may be taken away", "BudgetsArePutByExecuteActionAlone", "ExecuteActionRole", s => StatementIn(s, "ExecuteActionRole", "FreeTargets").Remove("Condition")),
        new("a key with two signers", "KeysHaveOneSigner", "DigestKey", s => Inline(s, "ReconcilerRole").Add(StatementIn(s, "AuditDigestRole", "SignDigests").DeepClone())),
        new("a key that anybody with rights of IAM signs with", "KeysHaveOneSigner", "DigestKey", s => Properties(s, "DigestKey")["KeyPolicy"]!["Statement"]!.AsArray().RemoveAt(1)),
        new("a key that may be given away", "KeysHaveOneSigner", "DecisionKey", s => Properties(s, "DecisionKey")["KeyPolicy"]!["Statement"]![1]!["Action"] = "kms:Sign"),
        new("a signer whom the key refuses", "KeysHaveOneSigner", "DigestKey", s => Properties(s, "DigestKey")["KeyPolicy"]!["Statement"]![1]!["Condition"] = Properties(s, "DecisionKey")["KeyPolicy"]!["Statement"]![1]!["Condition"]!.DeepClone()),

        new("a variable of 4,096 bytes", "EnvironmentsFit", "HealthFunction", s => Variables(s, "HealthFunction")["PADDING"] = new string('x', 4096)),
        new("a parameter that permits 4,000 characters in every environment", "EnvironmentsFit", "ProposalsFunction", s => s["Parameters"]!["OidcAudience"]!["MaxLength"] = 4000),
        new("a variable of Lambda's own", "VariablesAreNotReserved", "HealthFunction", s => Variables(s, "HealthFunction")["AWS_REGION"] = "us-east-1"),
        new("a function that works on when its caller has an answer", "CallersGetAnswers", "HealthFunction", s => Properties(s, "HealthFunction")["Timeout"] = 60),
        new("reserved concurrency", "NoConcurrencyIsReserved", "HealthFunction", s => Properties(s, "HealthFunction")["ReservedConcurrentExecutions"] = 1),
        new("a function of 64 MB", "SettingsAreAllowed", "HealthFunction", s => Properties(s, "HealthFunction")["MemorySize"] = 64),

        new("an attribute of no key", "AttributesAreThoseOfKeys", "AuditTable", s => Properties(s, "AuditTable")["AttributeDefinitions"]!.AsArray().Add(new JsonObject { ["AttributeName"] = "outcome", ["AttributeType"] = "S" })),
        new("an index on an attribute that is not defined", "AttributesAreThoseOfKeys", "IncidentsTable", s => Properties(s, "IncidentsTable")["GlobalSecondaryIndexes"]![0]!["KeySchema"]![0]!["AttributeName"] = "severity"),
        new("21 indexes", "IndexesFit", "IncidentsTable", s => Repeat(Properties(s, "IncidentsTable")["GlobalSecondaryIndexes"]!.AsArray(), 20, "IndexName")),

        new("an alarm on more than ten metrics", "AlarmsFit", "HighErrorRate", s => Repeat(Properties(s, "HighErrorRate")["Metrics"]!.AsArray(), 5, "Id")),
        new("an alarm with a period of 90 seconds", "AlarmsFit", "UnauthorizedAccess", s => Properties(s, "UnauthorizedAccess")["Period"] = 90),
        new("an alarm of two values", "AlarmsFit", "HighErrorRate", s => Properties(s, "HighErrorRate")["Metrics"]![1]!["ReturnData"] = true),
        new("a dashboard that is not JSON", "DashboardsAreValid", "Dashboard", s => Properties(s, "Dashboard")["DashboardBody"] = "{"),
        new("a widget beyond the last column", "DashboardsAreValid", "Dashboard", s => Replace(s, "\"x\": 16", "\"x\": 20")),
        new("a widget with a field that is none", "DashboardsAreValid", "Dashboard", s => Replace(s, "\"view\"", "\"kind\"")),
        new("an alarm on a metric that nobody writes", "MetricsExist", "AuditWritesFailing", s => Properties(s, "AuditWritesFailing")["MetricName"] = "AuditWriteFailure"),

        new("a stage without limits", "StagesAreThrottled", "ApiStage", s => Properties(s, "ApiStage")["MethodSettings"]![0]!.AsObject().Remove("ThrottlingBurstLimit")),
        new("an access log of several lines", "AccessLogsAreLines", "ApiStage", s => Properties(s, "ApiStage")["AccessLogSetting"]!["Format"] = "{\"request_id\":\n\"$context.requestId\"}"),
        new("a gateway response that is none", "GatewayResponsesExist", "Api", s => Properties(s, "Api")["Body"]!["x-amazon-apigateway-gateway-responses"]!["NOT_FOUND"] = new JsonObject()),
        new("a stage variable with a hyphen", "StageVariablesFit", "ApiStage", s => Properties(s, "ApiStage")["Variables"] = new JsonObject { ["log-role"] = "account" }),

        new("a rule with six targets", "RulesFit", "SigningKeyChanged", s => Repeat(Properties(s, "SigningKeyChanged")["Targets"]!.AsArray(), 5, "Id")),
        new("a rate of 1 minutes", "RulesFit", "ReconcilerFunctionEveryMinute", s => Properties(s, "ReconcilerFunctionEveryMinute")["ScheduleExpression"] = "rate(1 minutes)"),
        new("a pattern with a bare text", "PatternsAreValid", "SigningKeyChanged", s => Properties(s, "SigningKeyChanged")["EventPattern"]!["source"] = "aws.kms"),
        new("a topic that takes no events", "TargetsTakeEvents", "SigningKeyChanged", s => RemoveStatements(Properties(s, "NotificationsTopicPolicy"), "events.amazonaws.com")),
        new("a function that its schedule may not invoke", "TargetsTakeEvents", "ReconcilerFunctionEveryMinute", s => Resources(s).Remove("ReconcilerFunctionEveryMinutePermission")),
        new("a stream that its function's role may not read", "StreamsAreRead", "ChatWorkerRole", s => RemoveStatements(Properties(s, "ChatWorkerRole")["Policies"]![0]!, "dynamodb:GetRecords")),
        new("a mapping of a table without a stream", "StreamsAreRead", "ProposalChanges", s => Properties(s, "ApprovalsTable").Remove("StreamSpecification")),
        new("a filter with a bare text", "StreamsAreRead", "ProposalChanges", s => Properties(s, "ProposalChanges")["FilterCriteria"]!["Filters"]![0]!["Pattern"] = """{"eventName":"INSERT"}"""),

        new("a topic without a key", "TopicsAreEncrypted", "NotificationsTopic", s => Properties(s, "NotificationsTopic").Remove("KmsMasterKeyId")),
        new("a topic that takes no alarms", "TopicsTakeAlarms", "HighErrorRate", s => RemoveStatements(Properties(s, "NotificationsTopicPolicy"), "cloudwatch.amazonaws.com")),
        new("a topic that takes everybody's messages", "TopicsAreNotOpen", "NotificationsTopicPolicy", s => Properties(s, "NotificationsTopicPolicy")["PolicyDocument"]!["Statement"]![0]!["Principal"] = "*"),
        new("a queue without a key", "QueuesAreEncrypted", "DeadLetters", s => Properties(s, "DeadLetters").Remove("KmsMasterKeyId")),
        new("records of a stream that their role may not keep", "DeadLettersArrive", "ChatWorkerRole", s => RemoveStatements(Properties(s, "ChatWorkerRole")["Policies"]![0]!, "sqs:SendMessage")),
        new("failed runs that their role may not keep", "DeadLettersArrive", "ReconcilerRole", s => RemoveStatements(Properties(s, "ReconcilerRole")["Policies"]![0]!, "sqs:SendMessage")),

        new("a log level that is none", "LogsAreDelivered", "StateMachine", s => Properties(s, "StateMachine")["LoggingConfiguration"]!["Level"] = "DEBUG"),
        new("logs that may not be delivered", "LogsAreDelivered", "StateMachine", s => RemoveStatements(Properties(s, "StateMachineRole")["Policies"]![0]!, "logs:CreateLogDelivery")),

        new("201 parameters and more", "SectionsFit", "template", s => AddMany(s["Parameters"]!, 200, """{"Type": "Number", "MinValue": 0, "MaxValue": 1, "Default": 0}""")),
        new("an output with _ in its name", "SectionsFit", "Api_Url", s => s["Outputs"]!["Api_Url"] = new JsonObject { ["Value"] = Ref("Api") }),
        new("an output's description of more than 1,024 bytes", "DescriptionsFit", "StateMachineArn", s => s["Outputs"]!["StateMachineArn"]!["Description"] = new string('x', 1025)),
        new("a parameter that may be anything", "ParametersAreBounded", "OidcAudience", s => s["Parameters"]!["OidcAudience"]!.AsObject().Remove("AllowedPattern")),
        new("a default that is not permitted", "DefaultsAreAllowed", "SelfApprovalUpTo", s => s["Parameters"]!["SelfApprovalUpTo"]!["Default"] = "all"),
        new("a rule on a resource", "RulesAreValid", "BedrockNeedsModel", s => s["Rules"]!["BedrockNeedsModel"]!["RuleCondition"] = new JsonObject { ["Fn::Equals"] = new JsonArray(Ref("Key"), "key") }),

        new("a reference to nothing", "ReferencesExist", "AuthorizerFunction", s => Properties(s, "AuthorizerFunction")["Role"] = Sub("${NoRole.Arn}")),
        new("a wait for nothing", "ReferencesExist", "Dashboard", s => Resources(s)["Dashboard"]!["DependsOn"] = "NoTable"),
        new("a condition that is not there", "ReferencesExist", "Dashboard", s => Resources(s)["Dashboard"]!["Condition"] = "WithDashboard"),
        new("an output of what may be left out", "NothingLeftOutIsReferredTo", "ConsoleUrl", s => s["Outputs"]!["ConsoleUrl"]!.AsObject().Remove("Condition")),
        new("a queue that may be left out, and its users not", "NothingLeftOutIsReferredTo", "ReconcilerRole", s => Resources(s)["DeadLetters"]!["Condition"] = "WithConsole"),
        new("a key that needs a role that needs the key", "NothingRefersToItself", "Key", s => Properties(s, "Key")["Description"] = Sub("For ${ReconcilerRole}")),
    }.ToDictionary(fault => fault.Name);

    private sealed record Fault(string Name, string Rule, string Resource, Action<JsonObject> Plant);

    public static TheoryData<string> Planted => [.. Faults.Keys];

    [Fact]
    public async Task Template_BreaksNoRule()
    {
        var findings = TemplateRules.Check(await ExpandedTemplate.TestAsync());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    // Traffic shifting alone changes what the translator makes: an alias then waits for its deployment group, and that for alarms.
    [Fact]
    public async Task Template_ThatShiftsTraffic_NeedsNothingThatNeedsIt() =>
        Assert.Empty(ReferenceRules.NothingRefersToItself(await ExpandedTemplate.OfAsync("TrafficShifting=Canary10Percent5Minutes")));

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task Template_WithAPlantedFault_IsFoundByItsRuleAndNoOther(string name)
    {
        var fault = Faults[name];
        var findings = TemplateRules.Check((await ExpandedTemplate.TestAsync()).Changed(fault.Plant));
        Assert.True(findings.Any(f => f.Resource == fault.Resource) && findings.All(f => f.Rule == fault.Rule), $"{fault.Rule} at {fault.Resource}, and found:\n{string.Join('\n', findings)}");
    }

    [Fact]
    public void Rules_HaveEachAPlantedFault() =>
        Assert.Equal(TemplateRules.All.Select(rule => rule.Method.Name).Order(StringComparer.Ordinal), Faults.Values.Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Environments_OfSamconfig_HaveNoNameInCommon()
    {
        var template = await ExpandedTemplate.TestAsync();
        var environments = Overrides().Matches(await File.ReadAllTextAsync(Repository.PathTo("samconfig.toml"))).Select(m => m.Groups[1].Value.Split(' ')).ToList();
        Assert.Equal(3, environments.Count);
        var names = environments
            .SelectMany(e => NameRules.Named(template.With(e)))
            .Where(n => n.Shape.Type is not ("AWS::Lambda::Alias" or "AWS::IAM::RolePolicy"))
            .Select(n => $"{n.Shape.Type} {n.Name}")
            .ToList();
        Assert.Empty(names.GroupBy(n => n).Where(n => n.Count() > 1).Select(n => n.Key));
    }

    // What the translator makes does not depend on the parameters' values but for the release, and for the second in which it names the API's deployment.
    [Fact]
    public async Task With_OtherParameters_IsTheExpansionWithThem()
    {
        string[] parameters = ["Environment=other", "ExecutionMode=DRY_RUN", "CreateConsole=true", "ProvisionedConcurrency=3"];
        var expanded = await ExpandedTemplate.OfAsync(parameters);
        var given = (await ExpandedTemplate.TestAsync()).With(parameters);
        Assert.Equal(Texts(expanded), Texts(given));
        Assert.Contains(given.Resources, r => r.Value.ToJsonString().Contains("opsagent-audit-other", StringComparison.Ordinal));

        static SortedDictionary<string, string> Texts(ExpandedTemplate template) => new(
            template.Resources.Where(r => r.Value["Type"]!.GetValue<string>() is not ("AWS::ApiGateway::Deployment" or "AWS::ApiGateway::Stage")).ToDictionary(r => r.Key, r => r.Value.ToJsonString()), StringComparer.Ordinal);
    }

    private static JsonObject Resources(JsonObject source) => source[nameof(Resources)]!.AsObject();

    private static JsonObject Properties(JsonObject source, string id) => Resources(source)[id]![nameof(Properties)]!.AsObject();

    private static JsonObject Variables(JsonObject source, string function) => Properties(source, function)["Environment"]![nameof(Variables)]!.AsObject();

    private static JsonArray Inline(JsonObject source, string role) => Properties(source, role)["Policies"]![0]!["PolicyDocument"]!["Statement"]!.AsArray();

    // A statement of a role or of a managed policy.
    private static JsonObject StatementIn(JsonObject source, string id, string sid) =>
        (Properties(source, id)["PolicyDocument"]?["Statement"]!.AsArray() ?? Inline(source, id)).Select(s => s!.AsObject()).Single(s => (string?)s["Sid"] == sid);

    private static void Rename(JsonNode members, string name, string other)
    {
        members[other] = members[name]!.DeepClone();
        members.AsObject().Remove(name);
    }

    private static JsonObject Resource(string type, params (string Name, JsonNode Value)[] properties) => new()
    {
        ["Type"] = type,
        ["Properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))),
    };

    private static JsonObject Statement(string action, JsonArray resources) => new() { ["Effect"] = "Allow", ["Action"] = action, ["Resource"] = resources };

    private static JsonArray Arns(int count) => [.. Enumerable.Range(0, count).Select(i => (JsonNode)$"arn:aws:sqs:us-east-1:123456789012:a-queue-of-somebody-else-{i}")];

    private static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };

    private static JsonObject Ref(string name) => new() { ["Ref"] = name };

    private static void Replace(JsonObject source, string text, string other) =>
        Properties(source, "Dashboard")["DashboardBody"] = Sub(Properties(source, "Dashboard")["DashboardBody"]!["Fn::Sub"]!.GetValue<string>().Replace(text, other, StringComparison.Ordinal));

    // Copies of the last, each with a name of its own.
    private static void Repeat(JsonArray items, int times, string name)
    {
        var last = items[^1]!;
        for (var i = 0; i < times; i++)
        {
            var copy = last.DeepClone();
            copy[name] = $"{last[name]}{i}";
            items.Add(copy);
        }
    }

    private static void RemoveStatements(JsonNode policy, string word)
    {
        var statements = policy["PolicyDocument"]!["Statement"]!.AsArray();
        foreach (var statement in statements.Where(s => s!.ToJsonString().Contains(word, StringComparison.Ordinal)).ToList())
        {
            statements.Remove(statement);
        }
    }

    private static void AddMany(JsonNode section, int count, string json)
    {
        for (var i = 0; i < count; i++)
        {
            section[$"Another{i}"] = JsonNode.Parse(json);
        }
    }

    [GeneratedRegex("^parameter_overrides = \"(.*)\"$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Overrides();
}
