using System.Reflection;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Authorizer;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Health;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Api.WorkflowOperations;
using OpsAgent.Functions.AuditDigest;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.ConfigurationChanges;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Reconciler;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>
/// The list of AWS actions that the stories saw is whole: it has every call of AWS that a function's instructions could
/// make, and none besides. Code that calls something new fails here until a story makes it do so.
/// </summary>
public sealed class ActionsSeenTests
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    /// <summary>Where each function begins.</summary>
    private static readonly Dictionary<string, Type[]> Roots = new()
    {
        [FunctionNames.Authorizer] = [typeof(AuthorizerFunction)],
        // The composition root hands it the way to the proposals that wait.
        [FunctionNames.Diagnostics] = [typeof(ApiPipeline), typeof(DiagnosticsFunction), typeof(DynamoPendingProposals)],
        [FunctionNames.Proposals] = [typeof(ApiPipeline), typeof(ProposalsFunction)],
        [FunctionNames.WorkflowOperations] = [typeof(ApiPipeline), typeof(WorkflowOperationsFunction)],
        [FunctionNames.Chat] = [typeof(ApiPipeline), typeof(ChatFunction)],
        [FunctionNames.ChatWebhooks] = [typeof(ChatWebhooksFunction)],
        // The composition root hands it what answers in each chat service.
        [FunctionNames.ChatWorker] = [typeof(ApiPipeline), typeof(ChatFunction), typeof(ChatWorkerFunction), typeof(SlackReplies), typeof(TeamsReplies)],
        [FunctionNames.Mcp] = [typeof(ApiPipeline), typeof(McpFunction)],
        [FunctionNames.Console] = [typeof(ApiPipeline), typeof(ConsoleFunction)],
        [FunctionNames.Health] = [typeof(HealthFunction), typeof(HealthProbes)],
        [FunctionNames.ValidateTags] = [typeof(ValidateTagsFunction)],
        [FunctionNames.AssessRisk] = [typeof(AssessRiskFunction)],
        [FunctionNames.ExecuteAction] = [typeof(ExecuteActionFunction)],
        [FunctionNames.RequestApproval] = [typeof(RequestApprovalFunction)],
        [FunctionNames.CloseApproval] = [typeof(CloseApprovalFunction)],
        [FunctionNames.VerifyOutcome] = [typeof(VerifyOutcomeFunction)],
        [FunctionNames.RecordOutcome] = [typeof(RecordOutcomeFunction)],
        [FunctionNames.Reconciler] = [typeof(ReconcilerFunction)],
        [FunctionNames.ConfigurationChanges] = [typeof(ConfigurationChangesFunction)],
        [FunctionNames.AuditDigest] = [typeof(AuditDigestFunction)],
    };

    private static readonly Dictionary<string, string> Services = new()
    {
        ["ApplicationAutoScaling"] = "application-autoscaling",
        ["BedrockRuntime"] = "bedrock",
        ["CloudTrail"] = "cloudtrail",
        ["CloudWatch"] = "cloudwatch",
        ["DynamoDBv2"] = "dynamodb",
        ["EC2"] = "ec2",
        ["ECS"] = "ecs",
        ["ElasticLoadBalancingV2"] = "elasticloadbalancing",
        ["KeyManagementService"] = "kms",
        ["S3"] = "s3",
        ["SecurityToken"] = "sts",
        ["SimpleNotificationService"] = "sns",
        ["SimpleSystemsManagement"] = "ssm",
        ["StepFunctions"] = "states",
    };

    /// <summary>What a function's instructions lead to and its role may not.</summary>
    private static readonly Dictionary<string, string[]> NeverCalled = new()
    {
        // It reads lists, and the store of parameters offers single ones too.
        [FunctionNames.ExecuteAction] = ["ssm:GetParameter"],

        // It finds what was changed, and not what a rollback compared before.
        [FunctionNames.VerifyOutcome] = ["ecs:DescribeServiceRevisions", "ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments", "ecs:ListTaskDefinitions"],
    };

    public static TheoryData<string> Names => [.. FunctionNames.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_InAllThatItMayRun_CallsWhatItWasSeenToCall(string function)
    {
        // What the executor role does is done by ExecuteAction; no other function can open it.
        string[] roles = function == FunctionNames.ExecuteAction ? [function, "Executor"] : [function];
        Assert.True(Roots.ContainsKey(function), $"Say in {nameof(Roots)} where {function} begins.");

        var seen = Lines().Where(l => roles.Contains(l[0])).Select(l => l[1].Split('/')[0]).Distinct().Order(StringComparer.Ordinal);

        var graph = CallGraph.From(Deployed, Roots[function]);

        Assert.Equal(graph.Outside.Select(ActionOf).Concat(graph.Ours.Select(ActionOfOurs)).OfType<string>().Distinct().Except(NeverCalled.GetValueOrDefault(function, [])).Order(StringComparer.Ordinal), seen);
    }

    private static string? ActionOf(string method) => method.Split('.') switch
    {
        ["Amazon", var service, var type, var name] when type.StartsWith("IAmazon", StringComparison.Ordinal) && name.EndsWith("Async", StringComparison.Ordinal) =>
            $"{Services[service]}:{name[..^"Async".Length]}",
        _ => null,
    };

    // The clients of ours on Core, for services that have no package here.
    private static string? ActionOfOurs(string method) => method switch
    {
        "OpsAgent.Aws.Clients.Lambda.LambdaClient.InvokeAsync" => "lambda:Invoke",
        "OpsAgent.Aws.Model.FoundationModelsClient.GetFoundationModelAsync" => "bedrock:GetFoundationModel",
        _ => null,
    };

    private static IEnumerable<string[]> Lines()
    {
        using var stream = typeof(ActionsSeenTests).Assembly.GetManifestResourceStream("aws-actions.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' '))];
    }
}
