using System.Text;
using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Ec2;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>EC2's answers as AWS writes them, where moto has no such instance.</summary>
public sealed partial class Ec2WireTests
{
    private const string Id = "i-0a1b2c3d4e5f60001";
    private const string Other = "i-0a1b2c3d4e5f60002";

    // An id of the short form that begins one of the long form.
    private const string Short = "i-0a1b2c3d";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AttachedEbsCheckFailsAndRetirementIsScheduled_HasBothWithTheirTimes()
    {
        await using var aws = await SayingAsync(Instance(Id), $"""
            <item><instanceId>{Id}</instanceId><availabilityZone>us-east-1c</availabilityZone>
            <eventsSet><item><instanceEventId>instance-event-0d59937288b749b32</instanceEventId><code>instance-retirement</code>
            <description>The instance is running on degraded hardware</description><notBefore>2026-12-01T10:00:00.000Z</notBefore></item>
            <item><instanceEventId>instance-event-0e439355b779n26</instanceEventId><code>system-reboot</code><description>[Completed] scheduled reboot</description>
            <notBefore>2026-03-10T10:00:00.000Z</notBefore><notAfter>2026-03-10T12:00:00.000Z</notAfter><notBeforeDeadline>2026-03-20T10:00:00.000Z</notBeforeDeadline></item></eventsSet>
            <instanceState><code>16</code><name>running</name></instanceState>
            <systemStatus><status>ok</status><details><item><name>reachability</name><status>passed</status></item></details></systemStatus>
            <instanceStatus><status>ok</status><details><item><name>reachability</name><status>passed</status></item></details></instanceStatus>
            <attachedEbsStatus><status>impaired</status><details><item><name>reachability</name><status>failed</status><impairedSince>2026-03-14T08:50:00.000Z</impairedSince></item></details></attachedEbsStatus>
            </item>
            """);

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal(("ok", "ok", "impaired", false, true), (found.SystemCheck, found.InstanceCheck, found.EbsCheck, found.ChecksPass, found.IsImpaired));
        Assert.Equal((null, null, At("2026-03-14T08:50:00Z")), (found.SystemImpairedSince, found.InstanceImpairedSince, found.EbsImpairedSince));
        Assert.Equal(
            [
                new ScheduledEvent("instance-retirement", "The instance is running on degraded hardware", At("2026-12-01T10:00:00Z")),
                new ScheduledEvent("system-reboot", "[Completed] scheduled reboot", At("2026-03-10T10:00:00Z"), At("2026-03-10T12:00:00Z"), At("2026-03-20T10:00:00Z")),
            ],
            found.ScheduledEvents);
        Assert.Equal("instance-retirement", Assert.Single(found.PendingEvents).Code);
    }

    [Theory]
    [InlineData("<systemStatus><status>impaired</status><details><item><name>reachability</name><status>failed</status><impairedSince>2026-03-14T08:50:00.000Z</impairedSince></item></details></systemStatus><instanceStatus><status>ok</status></instanceStatus>", "impaired", "ok", null)]
    [InlineData("<systemStatus><status>ok</status></systemStatus><instanceStatus><status>ok</status></instanceStatus><attachedEbsStatus><status>not-applicable</status></attachedEbsStatus>", "ok", "ok", "not-applicable")]
    [InlineData("<systemStatus><status>initializing</status></systemStatus><instanceStatus><status>initializing</status></instanceStatus><attachedEbsStatus><status>initializing</status></attachedEbsStatus>", "initializing", "initializing", "initializing")]
    [InlineData("<systemStatus><status>insufficient-data</status></systemStatus><instanceStatus><status>insufficient-data</status></instanceStatus><attachedEbsStatus><status>insufficient-data</status></attachedEbsStatus>", "insufficient-data", "insufficient-data", "insufficient-data")]
    [InlineData("<systemStatus/><instanceStatus/><attachedEbsStatus/><eventsSet/>", "insufficient-data", "insufficient-data", null)]
    public async Task Find_EachShapeOfAStatus_IsAwssOwnWordOrNone(string status, string system, string inner, string? ebs)
    {
        await using var aws = await SayingAsync(Instance(Id), $"<item><instanceId>{Id}</instanceId>{status}</item>");

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal((system, inner, ebs, true), (found.SystemCheck, found.InstanceCheck, found.EbsCheck, found.StatusKnown));
        Assert.Equal(system == "impaired" ? At("2026-03-14T08:50:00Z") : null, found.SystemImpairedSince);
        Assert.Empty(found.ScheduledEvents);
    }

    [Fact]
    public async Task Find_SpotMemberOfAGroupAndNodeOfACluster_HasAllThatDescribeInstancesTells()
    {
        await using var aws = await SayingAsync(
            Instance(Id, "running", """
                <instanceLifecycle>spot</instanceLifecycle><spotInstanceRequestId>sir-0a1b2c3d</spotInstanceRequestId><rootDeviceType>instance-store</rootDeviceType>
                <privateDnsName>ip-10-0-1-2.ec2.internal</privateDnsName><hibernationOptions><configured>true</configured></hibernationOptions><reason/>
                <operator><managed>true</managed><principal>eks.amazonaws.com</principal></operator>
                <tagSet><item><key>aws:autoscaling:groupName</key><value>web-asg</value></item><item><key>kubernetes.io/cluster/prod</key><value>owned</value></item>
                <item><key>aws:cloudformation:stack-name</key><value>web</value></item><item><key>ManagedBy</key><value>Terraform</value></item></tagSet>
                """),
            $"<item><instanceId>{Id}</instanceId></item>");

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal(("spot", "instance-store", "ip-10-0-1-2.ec2.internal", true, "eks.amazonaws.com", null), (found.Lifecycle, found.RootDeviceType, found.PrivateDnsName, found.HibernationConfigured, found.Operator, found.StateReason));
        Assert.Equal(("web-asg", "prod", "web", true), (found.AutoScalingGroup, found.KubernetesCluster, found.CloudFormationStack, found.IsTerraformManaged));
    }

    [Theory]
    [InlineData("<stateReason><code>Client.UserInitiatedHibernate</code><message>Client.UserInitiatedHibernate: User initiated hibernate</message></stateReason><reason>User initiated (2026-03-14 08:00:00 GMT)</reason>", "Client.UserInitiatedHibernate: User initiated hibernate; User initiated (2026-03-14 08:00:00 GMT)", true)]
    [InlineData("<stateReason><code>Client.UserInitiatedShutdown</code><message>Client.UserInitiatedShutdown: User initiated shutdown</message></stateReason><reason/>", "Client.UserInitiatedShutdown: User initiated shutdown", false)]
    [InlineData("<stateReason><code>Server.ScheduledStop</code></stateReason>", "Server.ScheduledStop", false)]
    [InlineData("<reason/>", null, false)]
    public async Task Find_Stopped_HasAwssReasonAndItsEventsButNoChecks(string reasons, string? reason, bool hibernated)
    {
        await using var aws = await SayingAsync(Instance(Id, "stopped", reasons), $"""
            <item><instanceId>{Id}</instanceId><instanceState><code>80</code><name>stopped</name></instanceState>
            <eventsSet><item><code>system-maintenance</code><description>Network maintenance</description></item></eventsSet>
            <systemStatus><status>not-applicable</status></systemStatus><instanceStatus><status>not-applicable</status></instanceStatus><attachedEbsStatus><status>not-applicable</status></attachedEbsStatus></item>
            """);

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal((reason, hibernated, "not-applicable", null, true), (found.StateReason, found.IsHibernated, found.InstanceCheck, found.EbsCheck, found.StatusKnown));
        Assert.Equal(new ScheduledEvent("system-maintenance", "Network maintenance"), Assert.Single(found.PendingEvents));
    }

    [Fact]
    public async Task Find_Pending_HasNoReasonThatSaysOnlyThat()
    {
        await using var aws = await SayingAsync(
            Instance(Id, "pending", "<stateReason><code>pending</code><message>pending</message></stateReason><reason/>"), $"<item><instanceId>{Id}</instanceId></item>");

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal(("pending", null), (found.State, found.StateReason));
    }

    [Theory]
    [InlineData("InvalidInstanceID.NotFound", "The instance ID '{0}' does not exist")]
    [InlineData("InvalidInstanceID.NotFound", "The instance IDs '{0}' do not exist")]
    [InlineData("InvalidInstanceID.Malformed", "Invalid id: \"{0}\"")]
    [InlineData("InvalidInstanceID.NotFound", "Some are not there")]
    public async Task FindByTag_StatusOfOneIsNotKnownYet_HasTheOthersAndSaysWhich(string code, string message)
    {
        await using var aws = await KnowingAsync([Id, Short, Other], code, message, unknown: [Short]);

        var page = await Reader(aws).FindByTagAsync("Role", "web", 10, Stop);

        Assert.Equal([(Short, false, "insufficient-data"), (Id, true, "ok"), (Other, true, "ok")], page.Instances.Select(i => (i.Id, i.StatusKnown, i.SystemCheck)));
    }

    [Fact]
    public async Task FindByTag_StatusOfSeveralIsNotKnownYet_AsksOnceMoreForTheRest()
    {
        await using var aws = await KnowingAsync([Id, Short, Other], "InvalidInstanceID.NotFound", "The instance IDs '{0}' do not exist", unknown: [Short, Other]);

        var page = await Reader(aws).FindByTagAsync("Role", "web", 10, Stop);

        Assert.Equal([(Short, false), (Id, true), (Other, false)], page.Instances.Select(i => (i.Id, i.StatusKnown)));
        Assert.Equal(2, aws.Operations.Count(o => o == "DescribeInstanceStatus"));
    }

    [Fact]
    public async Task Find_StatusIsNotKnownYet_IsTheInstanceAndNotNothing()
    {
        await using var aws = await KnowingAsync([Id], "InvalidInstanceID.NotFound", "The instance ID '{0}' does not exist", unknown: [Id]);

        var found = (await Reader(aws).FindAsync(Id, Stop))!;

        Assert.Equal((Id, false, false, false), (found.Id, found.StatusKnown, found.ChecksPass, found.IsImpaired));
    }

    [Fact]
    public async Task EveryCall_OfAnAccountThatHidesManagedInstances_AsksForThemToo()
    {
        var bodies = new List<string>();
        await using var aws = await LoopbackAws.StartAsync((context, call) =>
        {
            bodies.Add(Encoding.UTF8.GetString(call.Body));
            return context.Response.WriteAsync(call.Operation == "DescribeInstances" ? Described(Instance(Id)) : "<DescribeInstanceStatusResponse/>");
        });

        await Reader(aws).FindAsync(Id, Stop);
        await Reader(aws).FindByTagAsync("Role", "web", 10, Stop);

        Assert.Equal(4, bodies.Count);
        Assert.All(bodies, b => Assert.Contains("IncludeManagedResources=true", b, StringComparison.Ordinal));
        Assert.Equal(2, bodies.Count(b => b.Contains("IncludeAllInstances=true", StringComparison.Ordinal)));
    }

    private static Ec2Instances Reader(LoopbackAws aws) => new(aws.Clients(AwsTimeouts.Standard));

    private static DateTimeOffset? At(string moment) => DateTimeOffset.Parse(moment, null);

    private static string Instance(string id, string state = "running", string more = "") => $"""
        <item><instanceId>{id}</instanceId><instanceState><code>16</code><name>{state}</name></instanceState><instanceType>m7g.large</instanceType>
        <placement><availabilityZone>us-east-1c</availabilityZone></placement><launchTime>2026-03-14T08:00:00.000Z</launchTime>{more}</item>
        """;

    private static Task<LoopbackAws> SayingAsync(string instances, string statuses) => LoopbackAws.SayingAsync(
        ("DescribeInstances", Described(instances)),
        ("DescribeInstanceStatus", $"""<DescribeInstanceStatusResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceStatusSet>{statuses}</instanceStatusSet></DescribeInstanceStatusResponse>"""));

    private static string Described(string instances) => $"""
        <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><ownerId>123456789012</ownerId>
        <instancesSet>{instances}</instancesSet></item></reservationSet></DescribeInstancesResponse>
        """;

    /// <summary>AWS while DescribeInstanceStatus does not know all that DescribeInstances shows: it refuses a call with one of them.</summary>
    private static Task<LoopbackAws> KnowingAsync(string[] ids, string code, string message, string[] unknown) => LoopbackAws.StartAsync(async (context, call) =>
    {
        if (call.Operation == "DescribeInstances")
        {
            await context.Response.WriteAsync(Described(string.Concat(ids.Select(id => Instance(id)))));
            return;
        }

        var asked = AskedFor().Matches(Encoding.UTF8.GetString(call.Body)).Select(m => m.Groups[1].Value).ToList();
        if (asked.Intersect(unknown).ToList() is [_, ..] missing)
        {
            context.Response.StatusCode = 400;
            var words = message.Replace("{0}", string.Join(", ", missing), StringComparison.Ordinal);
            await context.Response.WriteAsync($"<Response><Errors><Error><Code>{code}</Code><Message>{words}</Message></Error></Errors><RequestID>r</RequestID></Response>");
            return;
        }

        await context.Response.WriteAsync($"""
            <DescribeInstanceStatusResponse><instanceStatusSet>{string.Concat(asked.Select(id =>
                $"<item><instanceId>{id}</instanceId><systemStatus><status>ok</status></systemStatus><instanceStatus><status>ok</status></instanceStatus></item>"))}</instanceStatusSet></DescribeInstanceStatusResponse>
            """);
    });

    [GeneratedRegex("InstanceId\\.[0-9]+=(i-[0-9a-f]+)")]
    private static partial Regex AskedFor();
}
