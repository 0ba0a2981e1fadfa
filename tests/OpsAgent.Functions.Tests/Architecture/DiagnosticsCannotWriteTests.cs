using System.Reflection;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Api.WorkflowOperations;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>
/// There is no code path from a diagnostic to a change: no instruction that it may run calls one, and nothing that it
/// holds could be asked for one. The only thing that it writes is the audit of the request.
/// </summary>
public sealed class DiagnosticsCannotWriteTests
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    private static readonly Type[] Writers =
    [
        typeof(IExecutorRole), typeof(IExecutor), typeof(IApprovalStore), typeof(IDecisions), typeof(ISigningKey), typeof(ITargetHistory), typeof(IProposalIndex), typeof(IStateMachine),
        typeof(INotifier), typeof(IIncidents), typeof(IDestinations),
    ];

    private static readonly Type[] Hands = [.. Writers, typeof(WriteOperation), typeof(WorkflowOperation), typeof(Ports), typeof(FunctionTable)];

    /// <summary>What a write or a workflow operation does, by every operation that there is.</summary>
    private static readonly string[] Acts =
        [.. from type in typeof(OperationCatalog).Assembly.GetTypes()
            where typeof(WriteOperation).IsAssignableFrom(type) || typeof(WorkflowOperation).IsAssignableFrom(type)
            from act in (string[])[nameof(WriteOperation.ExecuteAsync), nameof(WriteOperation.RevertAsync), nameof(WriteOperation.Change), nameof(WriteOperation.ReversalOf), nameof(WorkflowOperation.RunAsync), nameof(WorkflowOperation.CheckAsync)]
            select $"{type.FullName}.{act}"];

    private static readonly CallGraph Diagnostics = CallGraph.From(Deployed, typeof(DiagnosticsFunction), typeof(ApiPipeline), typeof(DynamoPendingProposals));

    [Fact]
    public void Diagnostics_InAllThatItMayRun_CallsNoWriter()
    {
        Assert.Empty(Diagnostics.Types.Where(t => Array.Exists(Writers, w => w.IsAssignableFrom(t))).Select(t => t.FullName));
        Assert.Empty(Diagnostics.Ours.Intersect(Acts));
    }

    [Fact]
    public void Diagnostics_InAllThatItMayRun_CallsOfAwsTheseActionsAlone() => Assert.Equal(
        [
            "Amazon.CloudTrail.IAmazonCloudTrail.LookupEventsAsync",
            "Amazon.CloudWatch.IAmazonCloudWatch.DescribeAlarmsAsync",
            "Amazon.CloudWatch.IAmazonCloudWatch.GetMetricDataAsync",
            "Amazon.CloudWatch.IAmazonCloudWatch.ListMetricsAsync",
            "Amazon.DynamoDBv2.IAmazonDynamoDB.GetItemAsync",
            "Amazon.DynamoDBv2.IAmazonDynamoDB.QueryAsync",
            "Amazon.DynamoDBv2.IAmazonDynamoDB.TransactWriteItemsAsync",
            "Amazon.DynamoDBv2.IAmazonDynamoDB.UpdateItemAsync",
            "Amazon.EC2.IAmazonEC2.DescribeInstanceStatusAsync",
            "Amazon.EC2.IAmazonEC2.DescribeInstancesAsync",
            "Amazon.ECS.IAmazonECS.DescribeServicesAsync",
            "Amazon.ECS.IAmazonECS.ListClustersAsync",
            "Amazon.ECS.IAmazonECS.ListServicesAsync",
            "Amazon.ElasticLoadBalancingV2.IAmazonElasticLoadBalancingV2.DescribeLoadBalancersAsync",
            "Amazon.ElasticLoadBalancingV2.IAmazonElasticLoadBalancingV2.DescribeTargetGroupsAsync",
            "Amazon.ElasticLoadBalancingV2.IAmazonElasticLoadBalancingV2.DescribeTargetHealthAsync",
            "Amazon.SimpleSystemsManagement.IAmazonSimpleSystemsManagement.GetParameterAsync",
            "Amazon.SimpleSystemsManagement.IAmazonSimpleSystemsManagement.GetParametersAsync",
        ],
        AwsCallsOf(Diagnostics));

    [Fact]
    public void CallGraph_OfWhatDoesWrite_FindsEveryWrite()
    {
        var execute = CallGraph.From(Deployed, typeof(ExecuteActionFunction));
        var proposals = CallGraph.From(Deployed, typeof(ProposalsFunction));
        var workflow = CallGraph.From(Deployed, typeof(WorkflowOperationsFunction));

        Assert.Superset(
            new HashSet<string>
            {
                "Amazon.EC2.IAmazonEC2.RebootInstancesAsync", "Amazon.ECS.IAmazonECS.UpdateServiceAsync", "Amazon.SecurityToken.IAmazonSecurityTokenService.AssumeRoleAsync",
            },
            AwsCallsOf(execute).ToHashSet());
        Assert.Contains(typeof(IExecutorRole), execute.Types);
        Assert.Superset(
            new HashSet<string> { "OpsAgent.Core.Operations.Ec2.RebootEc2.Change", "OpsAgent.Core.Operations.Ecs.ScaleEcsService.ReversalOf" },
            execute.Ours.Intersect(Acts).ToHashSet());
        Assert.Contains(typeof(IApprovalStore), proposals.Types);
        Assert.Contains("Amazon.StepFunctions.IAmazonStepFunctions.StartExecutionAsync", AwsCallsOf(proposals));
        Assert.Contains("OpsAgent.Core.Operations.Incidents.CreateIncidentRecord.RunAsync", workflow.Ours.Intersect(Acts));
        Assert.Contains("Amazon.SimpleNotificationService.IAmazonSimpleNotificationService.PublishAsync", AwsCallsOf(workflow));
    }

    [Fact]
    public void Diagnostics_AsItIsMade_HoldsNothingThatCouldWrite()
    {
        var held = HeldObjects.Of(new Bench().Function(FunctionNames.Diagnostics));

        Assert.Contains(held, o => o is GetEc2Status);
        Assert.Empty(held.Where(IsHand).Select(o => o.GetType().FullName));
        Assert.Contains(HeldObjects.Of(new Bench().Function(FunctionNames.ExecuteAction)), o => o is IExecutorRole);
        Assert.Contains(HeldObjects.Of(new Bench().Function(FunctionNames.Proposals)), o => o is WriteOperation);
    }

    [Theory]
    [InlineData("get_ec2_status", "instance_id", Instances.WebId)]
    [InlineData("get_cloudwatch_metrics", "resource", Instances.WebId, "metric", "CPUUtilization")]
    [InlineData("describe_alb_target_health", "alb_name", "production-web")]
    [InlineData("search_cloudtrail_events", "event_name", "UpdateService")]
    [InlineData("get_overview")]
    public async Task Diagnostics_WhereNoWriterMayBeTouched_Answers(string operation, params string[] given)
    {
        var bench = new Bench();
        bench.Metrics.Put("CPUUtilization", Instances.WebId, 10, 20);
        bench.TargetHealth.LoadBalancers[new LoadBalancer("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/production-web/50dc6c495c0c9188", "production-web", "active")] = [];
        bench.Change = ports => ports with
        {
            ExecutorRole = () => throw new InvalidOperationException("The door to changes was opened."),
            ApprovalStore = Untouchable.Of<IApprovalStore>(),
            Decisions = Untouchable.Of<IDecisions>(),
            SigningKey = () => throw new InvalidOperationException("The key was asked for."),
            TargetHistory = Untouchable.Of<ITargetHistory>(),
            WriteBudgets = Untouchable.Of<IWriteBudgets>(),
            ProposalIndex = Untouchable.Of<IProposalIndex>(),
            StateMachine = Untouchable.Of<IStateMachine>(),
            Notifier = Untouchable.Of<INotifier>(),
            Incidents = Untouchable.Of<IIncidents>(),
            Destinations = Untouchable.Of<IDestinations>(),
        };

        var answer = await bench.SendAsync(Events.Get($"/operations/{operation}", Users.Viewer, given.Chunk(2).Select(p => (p[0], p[1]))));

        Assert.True(answer.Success, answer.Text);
    }

    [Fact]
    public async Task Untouchable_WhenTouched_Fails()
    {
        var bench = new Bench { Change = ports => ports with { ProposalIndex = Untouchable.Of<IProposalIndex>() } };

        var answer = await bench.SendAsync(Events.Get("/operations/proposals", Users.Viewer));

        Assert.Equal("INTERNAL_ERROR", answer.Code);
    }

    private static bool IsHand(object held) => Array.Exists(Hands, h => h.IsInstanceOfType(held));

    private static IEnumerable<string> AwsCallsOf(CallGraph graph) =>
        graph.Outside.Where(m => m.StartsWith("Amazon.", StringComparison.Ordinal) && m.Contains(".IAmazon", StringComparison.Ordinal) && m.EndsWith("Async", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
