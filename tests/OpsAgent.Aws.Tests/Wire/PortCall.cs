using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Stores;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Wire;

/// <summary>One call of a port, and the IAM action of it that is to fail: every action of every reader and store stands here.</summary>
internal sealed record PortCall(string Action, string Port, Func<AwsClients, Task> RunAsync)
{
    public static readonly TableNames Tables = new("approvals-x", "decisions-x", "audit-x", "incidents-x", "sessions-x");

    private const string Arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012";

    private static readonly MetricIdentity Cpu = MetricIdentity.OfInstance("i-0a1b2c3d4e5f60001", "CPUUtilization");
    private static readonly LoadBalancer Balancer = new($"{Arn}:loadbalancer/app/web/50dc6c495c0c9188", "web", "active");
    private static readonly TargetGroup Group = new($"{Arn}:targetgroup/web/6d0ecf831eec9f09", "web", "ip", "HTTP", 80);

    /// <summary>Of the readers; the account has a running instance with the tag Role=web, a target group and a cluster.</summary>
    public static IReadOnlyList<PortCall> Readers { get; } =
    [
        new("ec2:DescribeInstances", "IInstances.Find", c => new Ec2Instances(c).FindAsync("i-0a1b2c3d4e5f60001", Stop)),
        new("ec2:DescribeInstances", "IInstances.FindByTag", c => new Ec2Instances(c).FindByTagAsync("Role", "web", 10, Stop)),
        new("ec2:DescribeInstanceStatus", "IInstances.FindByTag", c => new Ec2Instances(c).FindByTagAsync("Role", "web", 10, Stop)),
        new("cloudwatch:GetMetricData", "IMetrics.Get", c => new CloudWatchMetrics(c).GetAsync([new MetricQuery(Cpu, "Sum")], Moments.Start, Moments.After(60), TimeSpan.FromMinutes(1), Stop)),
        new("cloudwatch:ListMetrics", "IMetrics.Find", c => new CloudWatchMetrics(c).FindAsync(null, "CPUUtilization", "web", 10, Stop)),
        new("cloudwatch:DescribeAlarms", "IMetrics.FindAlarm", c => new CloudWatchMetrics(c).FindAlarmAsync("web-5xx", Stop)),
        new("cloudwatch:DescribeAlarms", "IMetrics.AlarmsOn", c => new CloudWatchMetrics(c).AlarmsOnAsync(Cpu, Stop)),
        new("elasticloadbalancing:DescribeLoadBalancers", "ITargetHealth.FindLoadBalancer", c => new LoadBalancingTargetHealth(c).FindLoadBalancerAsync("web", Stop)),
        new("elasticloadbalancing:DescribeTargetGroups", "ITargetHealth.ListGroups", c => new LoadBalancingTargetHealth(c).ListGroupsAsync(Balancer, Stop)),
        new("elasticloadbalancing:DescribeTargetGroups", "ITargetHealth.FindGroup", c => new LoadBalancingTargetHealth(c).FindGroupAsync(Group.Arn, Stop)),
        new("elasticloadbalancing:DescribeTargetHealth", "ITargetHealth.ListTargets", c => new LoadBalancingTargetHealth(c).ListTargetsAsync(Group, Stop)),
        new("elasticloadbalancing:DescribeTargetHealth", "ITargetHealth.GroupsOf", c => new LoadBalancingTargetHealth(c).GroupsOfAsync("10.0.0.1", 10, Stop)),
        new("ecs:DescribeServices", "IEcsServices.Find", c => new EcsServices(c).FindAsync("production", "web", Stop)),
        new("ec2:DescribeInstanceStatus", "IInstances.FindInTrouble", c => new Ec2Instances(c).FindInTroubleAsync(10, Stop)),
        new("ec2:DescribeInstances", "IInstances.FindInTrouble", c => new Ec2Instances(c).FindInTroubleAsync(10, Stop)),
        new("cloudwatch:DescribeAlarms", "IMetrics.FiringAlarms", c => new CloudWatchMetrics(c).FiringAlarmsAsync(10, Stop)),
        new("elasticloadbalancing:DescribeTargetGroups", "ITargetHealth.GroupsInUse", c => new LoadBalancingTargetHealth(c).GroupsInUseAsync(10, Stop)),
        new("ecs:ListClusters", "IEcsServices.List", c => new EcsServices(c).ListAsync(null, withTags: false, 10, Stop)),
        new("ecs:ListServices", "IEcsServices.List", c => new EcsServices(c).ListAsync("default", withTags: false, 10, Stop)),
        new("application-autoscaling:DescribeScalableTargets", "IServiceScaling.Find", c => new ApplicationScaling(c, TimeProvider.System).FindAsync("production", "web", Stop)),
        new("cloudtrail:LookupEvents", "ICloudTrailEvents.LookUp", c => new CloudTrailEvents(c, new LeapingTime()).LookUpEventsAsync(new CloudTrailQuery(null, null, Moments.Start, Moments.After(60), 10), Stop)),
        .. new[] { "ec2:DescribeInstances", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetGroups", "ecs:ListClusters", "ecs:ListServices", "cloudwatch:DescribeAlarms" }
            .Select(a => new PortCall(a, "ResourceSource", c => ReadAllAsync(new NamedResources(c).Sources))),
    ];

    /// <summary>Of the stores and the settings; the account has no table.</summary>
    public static IReadOnlyList<PortCall> Stores { get; } =
    [
        new("dynamodb:TransactWriteItems", "IApprovalStore.Submit", c => Approvals(c).SubmitAsync(Proposals.New(), [], null, Stop)),
        new("dynamodb:TransactWriteItems", "IApprovalStore.Replace", c => Approvals(c).ReplaceAsync(Proposals.New(), Proposals.New() with { Version = 2 }, [], null, [], Stop)),
        new("dynamodb:GetItem", "IApprovalStore.Find", c => Approvals(c).FindAsync(Proposals.New().Id, Stop)),
        new("dynamodb:GetItem", "IApprovalStore.FindByToken", c => Approvals(c).FindByTokenAsync(Proposals.New().TokenHash!, Stop)),
        new("dynamodb:GetItem", "IApprovalStore.FindHolder", c => Approvals(c).FindHolderAsync(Instances.Web.Arn, Stop)),
        new("dynamodb:Query", "IProposalIndex.List", c => Approvals(c).ListAsync(ProposalStatus.Pending, 10, Stop)),
        new("dynamodb:Query", "IPendingProposals.List", c => new DynamoPendingProposals(c, Tables, TimeProvider.System).ListPendingAsync(10, Stop)),
        new("dynamodb:UpdateItem", "ISharedCache.FindOrClaim", c => new DynamoSharedCache(c, Tables).FindOrClaimAsync("a", Moments.Start, TimeSpan.FromSeconds(20), Stop)),
        new("dynamodb:UpdateItem", "ISharedCache.Store", c => new DynamoSharedCache(c, Tables).StoreAsync("a", "text", Moments.After(60), Stop)),
        new("dynamodb:Query", "IDecisions.Read", c => Approvals(c).ReadAsync(Proposals.New().Id, Stop)),
        new("dynamodb:GetItem", "ITargetHistory.FindLast", c => Approvals(c).FindLastAsync(Proposals.New().Plan.Target.Arn, "reboot_ec2", Stop)),
        new("dynamodb:GetItem", "IWriteBudgets.FindUse", c => Approvals(c).FindUseAsync("few", Stop)),
        new("dynamodb:TransactWriteItems", "IAuditTrail.Append", c => Audit(c).AppendAsync([Link], Stop)),
        new("dynamodb:Query", "IAuditTrail.Read", c => Audit(c).ReadAsync("chain", Stop)),
        new("dynamodb:Query", "IAuditIndex.Search", c => Audit(c).SearchAsync(new AuditSearch { User = Users.Engineer }, null, 10, Stop)),
        new("dynamodb:Query", "IDigestStore.ReadBefore", c => Digests(c).ReadBeforeAsync(7, Stop)),
        new("dynamodb:Query", "IDigestStore.Read", c => Digests(c).ReadAsync(1, 1, Stop)),
        new("dynamodb:PutItem", "IDigestStore.Put", c => Digests(c).PutAsync(new SignedDigest(1, "{}", "c2lnbmVk", []), Stop)),
        new("dynamodb:Query", "IAuditEvents.FindOldest", c => AuditEvents(c).FindOldestAsync(Stop)),
        new("dynamodb:Query", "IAuditEvents.ListHour", c => AuditEvents(c).ListHourAsync(Moments.Start, Stop)),
        new("dynamodb:Query", "IAuditEvents.Read", c => AuditEvents(c).ReadAsync("chain", Stop)),
        new("dynamodb:UpdateItem", "IIncidents.File", c => Incidents(c).CreateAsync(Reports.New(), _ => [], Stop)),
        new("dynamodb:GetItem", "IIncidents.File", c => Incidents(c).CreateAsync(Reports.New(key: "key-1"), _ => [], Stop)),
        new("dynamodb:GetItem", "IIncidents.Find", c => Incidents(c).FindAsync(IncidentId.Of(2026, 1), Stop)),
        new("dynamodb:Query", "IIncidents.List", c => Incidents(c).ListAsync(10, null, Stop)),
        new("dynamodb:GetItem", "ISessions.Find", c => Sessions(c).FindAsync(Users.Asserted(Users.Lead), Conversation, Moments.Start, Stop)),
        new("dynamodb:PutItem", "ISessions.Save", c => Sessions(c).SaveAsync(Session.New(Conversation, Users.Asserted(Users.Lead), Moments.Start), Stop)),
        new("ssm:GetParameter", "IParameterStore.Read", c => new SsmParameterStore(c, "/opsagent-x", TimeProvider.System).ReadAsync(ParameterNames.ApiKey, Stop)),
        new("ssm:GetParameters", "IParameterStore.ReadList", c => new SsmParameterStore(c, "/opsagent-x", TimeProvider.System).ReadListAsync(ParameterNames.AllowedUsers, fresh: false, Stop)),
        new("ssm:GetParameter", "IParameterStore.ReadAgain", c => new SsmParameterStore(c, "/opsagent-x", TimeProvider.System).ReadAgainAsync(ParameterNames.ApiKey, Stop)),
    ];

    private static AuditEvent Link =>
        AuditChain.Append("chain", AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject, new AuditEntry(AuditEventType.RequestReceived, "ok"));

    private static SessionId Conversation => SessionId.TryParse("01kkng000000000000000sess1")!.Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task ReadAllAsync(IReadOnlyList<ResourceSource> sources)
    {
        foreach (var source in sources)
        {
            await foreach (var _ in source.Read(["web-2"], Stop))
            {
            }
        }
    }

    private static DynamoApprovalStore Approvals(AwsClients clients) => new(clients, Tables, TimeProvider.System);

    private static DynamoAuditTrail Audit(AwsClients clients) => new(clients, Tables, TimeProvider.System);

    private static DynamoAuditEvents AuditEvents(AwsClients clients) => new(clients, Tables, TimeProvider.System);

    private static DynamoDigests Digests(AwsClients clients) => new(clients, Tables, "production", TimeProvider.System);

    private static DynamoSessions Sessions(AwsClients clients) => new(clients, Tables, TimeProvider.System);

    private static DynamoIncidents Incidents(AwsClients clients) => new(clients, Tables, TimeProvider.System);
}
