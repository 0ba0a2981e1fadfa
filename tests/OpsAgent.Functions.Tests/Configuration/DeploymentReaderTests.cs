using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Configuration;
using OpsAgent.Functions.Oidc;

namespace OpsAgent.Functions.Tests.Configuration;

/// <summary>What a deployment is read from, and that every problem is told at once.</summary>
public sealed class DeploymentReaderTests
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["ExecutionMode"] = "SANDBOX_LIVE",
        ["Environment"] = "production",
        ["StateMachineArn"] = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation",
        ["ProposalsFunctionArn"] = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-production-proposals:live",
        ["NotificationsTopicArn"] = "arn:aws:sns:us-east-1:123456789012:opsagent-notifications",
        ["ApprovalsTopicArn"] = "arn:aws:sns:us-east-1:123456789012:opsagent-approvals",
        ["IncidentsTopicArn"] = "arn:aws:sns:us-east-1:123456789012:opsagent-incidents",
        ["ExecutorRoleArn"] = "arn:aws:iam::123456789012:role/opsagent-executor",
        ["DecisionKeyArn"] = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    };

    /// <summary>A value that breaks the setting's rule.</summary>
    private static readonly Dictionary<string, string> Bad = new()
    {
        ["ExecutionMode"] = "LIVE",
        ["Environment"] = "Prod uction",
        ["TagEnvironment"] = "a\nb",
        ["SelfApprovalUpTo"] = "LOW",
        ["AllowAssertedDecisions"] = "yes",
        ["AssertedProposals"] = "two",
        ["BreakGlass"] = "true",
        ["DecisionClients"] = "a client",
        ["DecisionAuthMinutes"] = "0",
        ["RequestsPerMinute"] = "0",
        ["ProposalsPerMinute"] = "1e9",
        ["FailuresPerMinute"] = "-1",
        ["AllowedOrigins"] = "https://console.example.com/",
        ["WebhookHosts"] = "hooks.slack.com,127.0.0.1=slack",
        ["ParameterPrefix"] = "opsagent/",
        ["ApprovalsTable"] = "a",
        ["DecisionsTable"] = "a c",
        ["AuditTable"] = "a b",
        ["IncidentsTable"] = "ü",
        ["SessionsTable"] = "x/y",
        ["StateMachineArn"] = "arn:aws:states:us-east-1:123456789012:execution:x",
        ["ProposalsFunctionArn"] = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-production-proposals",
        ["NotificationsTopicArn"] = "arn:aws:sns:us-east-1:1234:x",
        ["ApprovalsTopicArn"] = "opsagent-approvals",
        ["IncidentsTopicArn"] = "arn:aws:sqs:us-east-1:123456789012:x",
        ["ExecutorRoleArn"] = "arn:aws:iam::123456789012:user/x",
        ["DecisionKeyArn"] = "arn:aws:kms:us-east-1:123456789012:alias/x",
        ["DigestKeyArn"] = "arn:aws:kms:us-east-1:123456789012:alias/y",
        ["AuditArchiveBucket"] = "Archive",
        ["LLMProvider"] = "openai",
        ["BedrockModelId"] = "two words",
        ["ModelTemperature"] = "1.5",
        ["OidcIssuer"] = "http://issuer.example.com",
        ["OidcAudience"] = "two words",
        ["OidcUserClaim"] = "e-mail address",
        ["OidcRequireVerified"] = "no",
        ["OidcClientId"] = "two words",
        ["OidcClientClaim"] = "scope",
        ["OidcTokenOrigin"] = "https://login.example.com/oauth2/token",
    };

    public static TheoryData<string> Names => [.. DeploymentSetting.All.Select(s => s.Name)];

    [Fact]
    public void Read_WithTheLeast_TakesTheStandards()
    {
        var deployment = Read(Good).Deployment!;
        Assert.Equal(
            (ExecutionMode.SandboxLive, "production", false, null),
            (deployment.Agent.Mode, deployment.Agent.Environment, deployment.Agent.AllowAssertedDecisions, deployment.Agent.RiskPolicy.SelfApprovalUpTo));
        Assert.Equal(
            ("/opsagent", "opsagent-approvals-production", "opsagent-audit-production", "opsagent-incidents-production", "opsagent-sessions-production"),
            (deployment.Agent.ParameterPrefix, deployment.ApprovalsTable, deployment.AuditTable, deployment.IncidentsTable, deployment.SessionsTable));
        Assert.Equal(
            (Good["StateMachineArn"], Good["ProposalsFunctionArn"], Good["ExecutorRoleArn"]),
            (deployment.StateMachineArn, deployment.ProposalsFunctionArn, deployment.ExecutorRoleArn));
        Assert.Equal(
            (Good["NotificationsTopicArn"], Good["ApprovalsTopicArn"], Good["IncidentsTopicArn"]),
            (deployment.NotificationsTopicArn, deployment.ApprovalsTopicArn, deployment.IncidentsTopicArn));
        Assert.Contains(deployment.Agent.TagPolicy.Required, t => t.Key == "Environment" && t.Values.SequenceEqual(["production"]));
        Assert.Equal((60, 10, 20), (deployment.Agent.RequestsPerMinute, deployment.Agent.ProposalsPerMinute, deployment.Agent.FailuresPerMinute));
        Assert.Equal(["hooks.slack.com", "*.logic.azure.com", "*.environment.api.powerplatform.com"], deployment.WebhookHosts.Entries.Select(e => e.Pattern));
    }

    [Theory]
    [InlineData("opsagent-controller-production-proposals:live", "opsagent-controller-production-chat-worker:live")]
    [InlineData("mine:live", null)]
    public void Read_WithProposals_KnowsChatWorkerBesideIt(string proposals, string? worker)
    {
        const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:";
        Assert.Equal(worker is null ? null : Arn + worker, Read(With(("ProposalsFunctionArn", Arn + proposals))).Deployment!.ChatWorkerFunctionArn);
    }

    [Fact]
    public void Read_WithAModel_CarriesItOnlyWhereItIsAskedFor()
    {
        const string Model = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-5-5";

        Assert.Null(Read(With(("BedrockModelId", Model))).Deployment!.BedrockModelId);
        Assert.Equal(Model, Read(With(("LLMProvider", "bedrock"), ("BedrockModelId", Model))).Deployment!.BedrockModelId);
        Assert.Contains("BedrockModelId is not set", Assert.Single(Read(With(("LLMProvider", "bedrock"))).Problems), StringComparison.Ordinal);
        Assert.Equal((0.2f, null), (Read(With(("ModelTemperature", "0.2"))).Deployment!.ModelTemperature, Read(With()).Deployment!.ModelTemperature));
    }

    [Fact]
    public void Read_WithRatesAndHosts_CarriesThem()
    {
        var deployment = Read(With(("RequestsPerMinute", "999999"), ("ProposalsPerMinute", "1"), ("FailuresPerMinute", "7"), ("WebhookHosts", "hooks.slack-gov.com=slack"))).Deployment!;
        Assert.Equal((999999, 1, 7), (deployment.Agent.RequestsPerMinute, deployment.Agent.ProposalsPerMinute, deployment.Agent.FailuresPerMinute));
        Assert.Equal((WebhookKind.Slack, (WebhookKind?)null), (deployment.WebhookHosts.KindOf("hooks.slack-gov.com"), deployment.WebhookHosts.KindOf("hooks.slack.com")));
    }

    [Theory]
    [InlineData("", "SANDBOX_LIVE", true)]
    [InlineData("https://console.example.com,https://Ops.example.com:8443", "SANDBOX_LIVE", true)]
    [InlineData("http://localhost:5173", "LOCAL_MOCK", true)]
    [InlineData("http://localhost:5173", "SANDBOX_LIVE", false)]
    [InlineData("http://console.example.com", "LOCAL_MOCK", false)]
    [InlineData("*", "LOCAL_MOCK", false)]
    [InlineData("https://*.example.com", "SANDBOX_LIVE", false)]
    [InlineData("https://a.example.com,", "SANDBOX_LIVE", false)]
    [InlineData("null", "LOCAL_MOCK", false)]
    public void Read_Origins_AreHttpsOrThisMachineOfASimulation(string origins, string mode, bool good)
    {
        var (deployment, problems) = Read(With(("AllowedOrigins", origins), ("ExecutionMode", mode)), DeploymentHost.Local);
        Assert.Equal(good, problems.Count == 0);
        Assert.Equal(good ? origins.ToLowerInvariant() : null, deployment is null ? null : string.Join(',', deployment.Agent.AllowedOrigins));
    }

    [Fact]
    public void Read_WithANameLongerThanTheTemplateTakes_SaysHowLongItMayBe()
    {
        var longest = new string('e', 27);
        Assert.Equal(longest, Read(With(("Environment", longest))).Deployment!.Agent.Environment);
        Assert.StartsWith("Environment (OPSAGENT_ENVIRONMENT) must be 1 to 27 lower-case letters", Assert.Single(Read(With(("Environment", longest + "e"))).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("low", RiskLevel.Low)]
    [InlineData("medium", RiskLevel.Medium)]
    [InlineData("high", RiskLevel.High)]
    public void Read_WithPolicy_CarriesItToTheAgent(string word, RiskLevel? level)
    {
        var deployment = Read(With(("SelfApprovalUpTo", word), ("TagEnvironment", "Team Blue"), ("AllowAssertedDecisions", "true"))).Deployment!;
        Assert.Equal((level, true), (deployment.Agent.RiskPolicy.SelfApprovalUpTo, deployment.Agent.AllowAssertedDecisions));
        Assert.Contains(deployment.Agent.TagPolicy.Required, t => t.Key == "Environment" && t.Values.SequenceEqual(["Team Blue"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_WithOneBadValue_NamesSettingAndVariable(string name)
    {
        var (deployment, problems) = Read(With((name, Bad[name])));
        Assert.Null(deployment);
        var problem = Assert.Single(problems);
        Assert.StartsWith($"{name} ({VariableOf(name)}) must be ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_WithoutOne_MissesItOnlyIfItIsNeeded(string name)
    {
        var problems = Read(With((name, string.Empty))).Problems;
        if (Good.ContainsKey(name))
        {
            Assert.StartsWith($"{name} is not set.", Assert.Single(problems), StringComparison.Ordinal);
            Assert.Contains(VariableOf(name), problems[0], StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(problems);
        }
    }

    [Fact]
    public void Read_WithEveryValueBad_TellsAllAtOnce_InTheOrderOfTheTable() =>
        Assert.Equal(DeploymentSetting.All.Select(s => s.Name), Read(Bad).Problems.Select(p => p.Split(' ')[0]));

    [Fact]
    public void Read_WithAnIssuer_TakesItsTokensByVerifiedEmail() => Assert.Equivalent(
        new OidcOptions("https://login.example.com/tenant-1", ["opsagent"]),
        Read(With(("OidcIssuer", "https://login.example.com/tenant-1"), ("OidcAudience", "opsagent"))).Deployment!.Oidc);

    [Fact]
    public void Read_WithAClient_SignsPeopleIn() => Assert.Equal(
        "opsagent-console",
        Read(With(("OidcIssuer", "https://login.example.com"), ("OidcAudience", "opsagent"), ("OidcClientId", "opsagent-console"))).Deployment!.Oidc!.ConsoleClientId);

    [Fact]
    public void Read_WithAnotherClaim_TakesThatOne() => Assert.Equivalent(
        new OidcOptions("https://login.example.com/", ["opsagent"], "preferred_username", RequireVerified: false),
        Read(With(
            ("OidcIssuer", "https://login.example.com/"), ("OidcAudience", "opsagent"), ("OidcUserClaim", "preferred_username"), ("OidcRequireVerified", "false"))).Deployment!.Oidc);

    [Fact]
    public void Read_WithoutAnIssuer_TakesNobodysTokens() => Assert.Null(Read(Good).Deployment!.Oidc);

    [Theory]
    [InlineData("OidcIssuer", "https://login.example.com", "OidcAudience")]
    [InlineData("OidcAudience", "opsagent", "OidcIssuer")]
    [InlineData("OidcClientId", "console", "OidcIssuer")]
    public void Read_WithHalfAnIssuer_MissesTheOtherHalf(string given, string value, string missing)
    {
        var problem = Assert.Single(Read(With((given, value))).Problems);
        Assert.StartsWith($"{missing} is not set.", problem, StringComparison.Ordinal);
        Assert.Contains(given, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://login.example.com", "LOCAL_MOCK", true)]
    [InlineData("http://127.0.0.1:9000", "LOCAL_MOCK", true)]
    [InlineData("http://localhost:9000/realms/ops", "LOCAL_MOCK", true)]
    [InlineData("http://127.0.0.1.example.com", "LOCAL_MOCK", false)]
    [InlineData("http://login.example.com", "LOCAL_MOCK", false)]
    [InlineData("http://127.0.0.1:9000", "DRY_RUN", false)]
    [InlineData("http://localhost", "SANDBOX_LIVE", false)]
    [InlineData("https://user@login.example.com", "SANDBOX_LIVE", false)]
    [InlineData("https://login.example.com?tenant=1", "SANDBOX_LIVE", false)]
    [InlineData("https://login.example.com#x", "SANDBOX_LIVE", false)]
    [InlineData("https://login.example.com\n", "SANDBOX_LIVE", false)]
    public void Read_AnIssuersUrl_IsHttpsOrThisMachineOfASimulation(string url, string mode, bool good)
    {
        var problems = Read(With(("ExecutionMode", mode), ("OidcIssuer", url), ("OidcAudience", "opsagent")), DeploymentHost.Local).Problems;
        Assert.Equal(good ? [] : ["OidcIssuer"], problems.Select(p => p.Split(' ')[0]));
    }

    [Fact]
    public void Read_OnALocalHost_IsAMockOfProduction_ThatNeedsNothing()
    {
        var deployment = Read([], DeploymentHost.Local).Deployment!;
        Assert.Equal((ExecutionMode.LocalMock, "production"), (deployment.Agent.Mode, deployment.Agent.Environment));
    }

    [Fact]
    public void Read_OnALocalHostInALiveMode_NeedsAllButTheStateMachine()
    {
        var problems = Read(new() { ["ExecutionMode"] = "DRY_RUN" }, DeploymentHost.Local).Problems;
        Assert.Equal(["Environment", "NotificationsTopicArn", "ApprovalsTopicArn", "IncidentsTopicArn", "ExecutorRoleArn"], problems.Select(p => p.Split(' ')[0]));
    }

    [Fact]
    public void Read_OnLambda_RefusesLocalMock() =>
        Assert.StartsWith("ExecutionMode ", Assert.Single(Read(With(("ExecutionMode", "LOCAL_MOCK"))).Problems), StringComparison.Ordinal);

    private static string VariableOf(string name) => DeploymentSetting.All.Single(s => s.Name == name).Variable;

    private static Dictionary<string, string> With(params (string Name, string Value)[] changes)
    {
        var values = new Dictionary<string, string>(Good);
        foreach (var (name, value) in changes)
        {
            values[name] = value;
        }

        return values;
    }

    private static (Deployment? Deployment, IReadOnlyList<string> Problems) Read(Dictionary<string, string> values, DeploymentHost host = DeploymentHost.Lambda) =>
        DeploymentReader.Read(variable => values.GetValueOrDefault(DeploymentSetting.All.Single(s => s.Variable == variable).Name), host);
}
