using OpsAgent.Aws.Executor;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.Rights;

/// <summary>Actions that no role, or only one, is allowed, evaluated from the policies themselves and not from rights.json.</summary>
public sealed class ForbiddenTests
{
    private const string Executor = "Executor";
    private const string ExecutorArn = "arn:aws:iam::123456789012:role/ExecutorRole";
    private const string Instance = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0";
    private const string Service = "arn:aws:ecs:us-east-1:123456789012:service/main/web";
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation-test";
    private const string Execution = "arn:aws:states:us-east-1:123456789012:execution:opsagent-write-operation-test:reboot_ec2-01m84jhwnpv8xmxftddspfch58";
    private const string Approvals = "arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-approvals-test";
    private const string ProposalsFunction = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-proposals";
    private const string Audit = "arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-audit-test";

    // What answers people and agents, and asks Proposals for whatever is about a proposal.
    private static readonly string[] Talking = [FunctionNames.Chat, FunctionNames.ChatWebhooks, FunctionNames.ChatWorker, FunctionNames.Mcp];

    [Theory]
    [InlineData("ec2:RebootInstances", Instance)]
    [InlineData("ecs:UpdateService", Service)]
    public async Task Change_OfATaggedTarget_IsTheExecutorsAlone(string action, string resource)
    {
        var tagged = new AccessRequest(action, resource).With("aws:ResourceTag/OpsAgentManaged", "true").With("aws:ResourceTag/Environment", "test");
        Assert.Equal([Executor], await WhoMayAsync(tagged));
        Assert.Empty(await WhoMayAsync(new AccessRequest(action, resource)));
        Assert.Empty(await WhoMayAsync(tagged.With("aws:ResourceTag/Environment", "production")));
        Assert.Empty(await WhoMayAsync(tagged.With("aws:ResourceTag/OpsAgentManaged", "True")));
        Assert.Empty(await WhoMayAsync(tagged with { Resource = resource.Replace("123456789012", "210987654321", StringComparison.Ordinal) }));
        Assert.Empty(await WhoMayAsync(tagged with { Resource = resource.Replace("us-east-1", "us-west-2", StringComparison.Ordinal) }));
    }

    [Fact]
    public async Task Change_InASession_IsThePlansAlone()
    {
        var template = await ExpandedTemplate.TestAsync();
        var role = PoliciesOf(template, "ExecutorRole");
        var session = Policy.Parse(ExecutorSession.PolicyOf(new ExecutorScope(ProposalId.TryParse("01m84jhwnpv8xmxftddspfch58")!.Value, "ec2:RebootInstances", Instance)));
        var planned = new AccessRequest("ec2:RebootInstances", Instance).With("aws:ResourceTag/OpsAgentManaged", "true").With("aws:ResourceTag/Environment", "test");
        Assert.Equal(Decision.Allow, Policy.DecideInSession(role, session, planned));
        Assert.Equal(Decision.ImplicitDeny, Policy.DecideInSession(role, session, planned.With("aws:ResourceTag/Environment", "production")));
        Assert.Equal(Decision.ImplicitDeny, Policy.DecideInSession(role, session, planned with { Resource = Instance.Replace("cdef0", "cdef1", StringComparison.Ordinal) }));
        Assert.Equal(Decision.ImplicitDeny, Policy.DecideInSession(role, session, planned with { Action = "ecs:UpdateService", Resource = Service }));
    }

    [Fact]
    public async Task ExecutorRole_IsAssumedByExecuteActionAlone_InAProposalsName()
    {
        var template = await ExpandedTemplate.TestAsync();
        Assert.Equal([FunctionNames.ExecuteAction], await WhoMayAsync(new AccessRequest("sts:AssumeRole", ExecutorArn)));

        var trust = template.Properties("ExecutorRole")["AssumeRolePolicyDocument"]!.DeepClone();
        foreach (var statement in trust["Statement"]!.AsArray())
        {
            // The resource of a trust policy is its role.
            statement!["Resource"] = ExecutorArn;
        }

        var assumeRole = new AccessRequest("sts:AssumeRole", ExecutorArn) { Principal = ("AWS", "arn:aws:iam::123456789012:role/ExecuteActionRole") }
            .With("sts:SourceIdentity", "01m84jhwnpv8xmxftddspfch58").With("sts:RoleSessionName", "01m84jhwnpv8xmxftddspfch58");
        var policy = Policy.Parse(trust);
        Assert.Equal(Decision.Allow, Policy.Decide([policy], assumeRole));
        var setSourceIdentity = assumeRole with { Action = "sts:SetSourceIdentity", Context = new Dictionary<string, string[]> { ["sts:SourceIdentity"] = ["01m84jhwnpv8xmxftddspfch58"] } };
        Assert.Equal(Decision.Allow, Policy.Decide([policy], setSourceIdentity));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], setSourceIdentity.With("sts:SourceIdentity", "me")));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole with { Action = "sts:TagSession" }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole.With("sts:SourceIdentity", "me")));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole.With("sts:RoleSessionName", "me")));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole with { Context = new Dictionary<string, string[]>() }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole with { Principal = ("AWS", "arn:aws:iam::123456789012:role/ReconcilerRole") }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], assumeRole with { Principal = ("Service", "lambda.amazonaws.com") }));
    }

    [Theory]
    [InlineData("states:SendTaskSuccess", Machine)]
    [InlineData("states:StartExecution", Machine)]
    public async Task Execution_IsStartedAndResumedByProposalsAndReconcilerAlone(string action, string resource) =>
        Assert.Equal([FunctionNames.Proposals, FunctionNames.Reconciler], await WhoMayAsync(new AccessRequest(action, resource)));

    // Of what people reach; the state machine's steps and the Reconciler move proposals on.
    [Theory]
    [InlineData("dynamodb:PutItem", Approvals)]
    [InlineData("dynamodb:DeleteItem", Approvals)]
    [InlineData("dynamodb:UpdateItem", Approvals)]
    [InlineData("dynamodb:BatchWriteItem", Approvals)]
    [InlineData("states:StartExecution", Machine)]
    [InlineData("states:SendTaskSuccess", Machine)]
    public async Task Proposals_BehindTheApi_AreWrittenAndDecidedByProposalsAlone(string action, string resource)
    {
        string[] behindTheApi = [FunctionNames.Diagnostics, FunctionNames.Proposals, FunctionNames.WorkflowOperations, FunctionNames.Chat, FunctionNames.ChatWebhooks, FunctionNames.ChatWorker, FunctionNames.Mcp, FunctionNames.Console, FunctionNames.Health, FunctionNames.Authorizer];
        Assert.Empty(behindTheApi.Intersect(await WhoMayAsync(new AccessRequest(action, resource))).Except([FunctionNames.Proposals]));
    }

    [Theory]
    [InlineData("dynamodb:GetItem", Approvals)]
    [InlineData("dynamodb:Query", $"{Approvals}/index/by-status")]
    [InlineData("states:DescribeExecution", Execution)]
    [InlineData("states:GetExecutionHistory", Execution)]
    public async Task Proposals_AreNotEvenReadByChatAndWhatIsLikeIt(string action, string resource) =>
        Assert.Empty(Talking.Intersect(await WhoMayAsync(new AccessRequest(action, resource))));

    [Fact]
    public async Task Proposals_AreInvokedByWhatTalksAlone_AndNoOtherFunctionIs()
    {
        Assert.Equal(Talking, await WhoMayAsync(new AccessRequest("lambda:InvokeFunction", $"{ProposalsFunction}:live")));
        Assert.Empty(await WhoMayAsync(new AccessRequest("lambda:InvokeFunction", ProposalsFunction)));
        Assert.Equal(
            ["StateMachine"], await WhoMayAsync(new AccessRequest("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-execute-action:live")));
    }

    // It believes what its job says: who may hand it one may be anybody.
    [Fact]
    public async Task ChatWorker_IsInvokedByChatWebhooksAlone()
    {
        const string worker = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker";
        Assert.Equal([FunctionNames.ChatWebhooks], await WhoMayAsync(new AccessRequest("lambda:InvokeFunction", $"{worker}:live")));
        Assert.Empty(await WhoMayAsync(new AccessRequest("lambda:InvokeFunction", worker)));
        Assert.Empty(await WhoMayAsync(new AccessRequest("lambda:InvokeAsync", $"{worker}:live")));
        // Neither API Gateway nor any other service, by a policy of the function's own; Lambda reads the stream in its role's name.
        Assert.DoesNotContain(
            (await ExpandedTemplate.OfAsync("CreateCanary=true")).OfType("AWS::Lambda::Permission"), p => p.Properties["FunctionName"]!.GetValue<string>().Contains("chat-worker", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("slack", "ChatWebhooks,ChatWorker,Proposals")]
    [InlineData("slack-signing-secret", "ChatWebhooks,Proposals")]
    [InlineData("slack-bot-token", "ChatWebhooks,ChatWorker")]
    [InlineData("teams", "ChatWebhooks,ChatWorker,Proposals")]
    [InlineData("teams-client-secret", "ChatWorker")]
    [InlineData("teams-webhook-secret", "ChatWebhooks,Proposals")]
    [InlineData("channels/ops", "Chat,ChatWorker,Mcp,WorkflowOperations")]
    [InlineData("api-key", "Authorizer,Chat,Console,Diagnostics,Health,Mcp,Proposals,WorkflowOperations")]
    [InlineData("usage-plan-key", "Authorizer")]
    public async Task Secret_OfAChannelOrACaller_IsReadByTheseAlone(string name, string readers)
    {
        var arn = $"arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/{name}";
        string[] others = ["ssm:GetParameters", "ssm:GetParameterHistory", "ssm:GetParametersByPath", "ssm:PutParameter"];
        Assert.Equal(readers.Split(','), await WhoMayAsync(new AccessRequest("ssm:GetParameter", arn)));
        foreach (var other in others)
        {
            Assert.Empty(await WhoMayAsync(new AccessRequest(other, arn)));
        }

        // Of a folder, all that is in it.
        Assert.Empty(await WhoMayAsync(new AccessRequest("ssm:GetParametersByPath", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent")));
    }

    // Whoever writes it may have nothing changed any more, or allow what it forbade.
    [Fact]
    public async Task Rules_ForWrites_AreReadByWhatChecksByThem_AndWrittenByNoRole()
    {
        const string arn = "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/policy";
        string[] writes = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:LabelParameterVersion", "ssm:GetParameters", "ssm:GetParametersByPath"];
        Assert.Equal(
            [FunctionNames.AssessRisk, FunctionNames.ExecuteAction, FunctionNames.Proposals, FunctionNames.Reconciler],
            await WhoMayAsync(new AccessRequest("ssm:GetParameter", arn)));
        Assert.Equal([FunctionNames.ConfigurationChanges], await WhoMayAsync(new AccessRequest("ssm:GetParameterHistory", arn)));
        foreach (var action in writes)
        {
            Assert.Empty(await WhoMayAsync(new AccessRequest(action, arn)));
        }
    }

    [Theory]
    [InlineData("dynamodb:GetRecords")]
    [InlineData("dynamodb:GetShardIterator")]
    [InlineData("dynamodb:DescribeStream")]
    public async Task Stream_OfProposals_IsReadForChatWorkerAlone(string action) =>
        Assert.Equal([FunctionNames.ChatWorker], await WhoMayAsync(new AccessRequest(action, $"{Approvals}/stream/2026-11-28T00:00:00.000")));

    [Theory]
    [InlineData("states:RedriveExecution", Execution)]
    [InlineData("states:SendTaskFailure", Machine)]
    [InlineData("states:SendTaskHeartbeat", Machine)]
    [InlineData("states:StopExecution", Execution)]
    [InlineData("states:UpdateStateMachine", Machine)]
    [InlineData("states:DeleteStateMachine", Machine)]
    [InlineData("dynamodb:UpdateItem", Audit)]
    [InlineData("dynamodb:DeleteItem", Audit)]
    [InlineData("dynamodb:BatchWriteItem", Audit)]
    [InlineData("dynamodb:PartiQLUpdate", Audit)]
    [InlineData("dynamodb:PartiQLDelete", Audit)]
    [InlineData("dynamodb:DeleteTable", Audit)]
    [InlineData("dynamodb:UpdateTimeToLive", Audit)]
    [InlineData("s3:PutObject", "arn:aws:s3:::auditarchive/test/2026/11/28/18-1.json")]
    [InlineData("s3:GetObject", "arn:aws:s3:::auditarchive/test/2026/11/28/18-1.json")]
    [InlineData("iam:PassRole", ExecutorArn)]
    [InlineData("iam:PutRolePolicy", ExecutorArn)]
    [InlineData("ssm:PutParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/approvers")]
    [InlineData("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-proposals")]
    [InlineData("logs:DeleteLogStream", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/opsagent-controller-test:log-stream:a")]
    [InlineData("ec2:TerminateInstances", Instance)]
    public async Task Forbidden_IsAllowedToNoRole(string action, string resource) => Assert.Empty(
        await WhoMayAsync(new AccessRequest(action, resource).With("aws:ResourceTag/OpsAgentManaged", "true").With("aws:ResourceTag/Environment", "test")));

    [Fact]
    public async Task Roles_HaveNoWildcardAction_AndAWildcardResourceOnlyWithAReason()
    {
        var template = await ExpandedTemplate.TestAsync();
        var reasons = PermissionMap.Read();
        var reviewed = reasons.Calls.Select(r => r.Rule).Concat(reasons.Services.Select(r => r.Rule)).Where(r => r.On == "*").SelectMany(r => r.Actions).ToHashSet();
        var grants = AllowedGrants.Of(template);
        Assert.DoesNotContain(grants, g => g.Action.Contains('*', StringComparison.Ordinal));
        Assert.All(grants.Where(g => g.Resource == "*"), g => Assert.Contains(g.Action, reviewed));
    }

    [Fact]
    public async Task Functions_HaveARoleEach_OfTheirOwnName()
    {
        var template = await ExpandedTemplate.TestAsync();
        var functions = template.OfType("AWS::Lambda::Function").Select(f => (
            Name: f.Properties["Environment"]!["Variables"]!["OPSAGENT_FUNCTION"]!.GetValue<string>(), Role: f.Properties["Role"]!.GetValue<string>())).ToList();
        Assert.Equal(FunctionNames.All.Order(StringComparer.Ordinal), functions.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(functions, f => Assert.Equal($"arn:aws:iam::123456789012:role/{f.Name}Role", f.Role));
        var others = template.OfType("AWS::IAM::Role").Select(r => AllowedGrants.RoleOf(r.Id)).Except(FunctionNames.All);
        Assert.Equal(["ApiLogs", Executor, "StateMachine"], others.Order(StringComparer.Ordinal));
        Assert.All(FunctionNames.All, name => Assert.Equal(
            """{"Service":"lambda.amazonaws.com"}""", template.Properties($"{name}Role")["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"]!.ToJsonString()));
    }

    // The one role that AWS's own policy describes: API Gateway's to write its log, one for each account and Region.
    [Fact]
    public async Task Policies_OfAws_AreAttachedToApiGatewaysLogRoleAlone()
    {
        var template = await ExpandedTemplate.TestAsync();
        var attached = from role in template.OfType("AWS::IAM::Role")
                       from arn in StringOrArray.Read(role.Properties["ManagedPolicyArns"])
                       where AllowedGrants.IsOfAws(arn)
                       select (role.Id, arn);
        Assert.Equal([("ApiLogsRole", "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")], attached);
        Assert.Empty(AllowedGrants.DocumentsOf(template, "ApiLogsRole"));
    }

    private static async Task<IReadOnlyList<string>> WhoMayAsync(AccessRequest request)
    {
        var template = await ExpandedTemplate.TestAsync();
        return
        [
            .. template.OfType("AWS::IAM::Role")
                .Where(r => Policy.Decide(PoliciesOf(template, r.Id), request) == Decision.Allow)
                .Select(r => AllowedGrants.RoleOf(r.Id)),
        ];
    }

    private static IReadOnlyList<Policy> PoliciesOf(ExpandedTemplate template, string role) =>
        [.. AllowedGrants.DocumentsOf(template, role).Select(Policy.Parse)];
}
