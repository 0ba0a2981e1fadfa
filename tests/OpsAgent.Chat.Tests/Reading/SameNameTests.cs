using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Chat.Tests.Phrases;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Where all that serves one application has its name: what is asked for says which is meant, and of two of a kind none is chosen.</summary>
public sealed class SameNameTests
{
    private const string Group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop/6d0ecf831eec9f09";

    private static readonly NamedResource First = Of(SubjectKind.Instance, "i-0a1b2c3d4e5f60021", "running, us-east-1a");
    private static readonly NamedResource Second = Of(SubjectKind.Instance, "i-0a1b2c3d4e5f60022", "running, us-east-1b");
    private static readonly NamedResource Service = Of(SubjectKind.Service, "production/shop", "cluster production");
    private static readonly NamedResource OtherService = Of(SubjectKind.Service, "staging/shop", "cluster staging");
    private static readonly NamedResource Balancer = Of(SubjectKind.LoadBalancer, "app/shop/50dc6c495c0c9188", "application");
    private static readonly NamedResource TargetGroup = Of(SubjectKind.TargetGroup, Group, string.Empty);

    private static readonly Parser Parser = new(OperationCatalog.Default);

    [Theory]
    [InlineData("reboot shop because it hangs a lot", """draft reboot_ec2 {"instance_id":"i-0a1b2c3d4e5f60021","reason":"it hangs a lot"}""")]
    [InlineData("scale shop to 5 because the queue grows", """draft scale_ecs_service {"cluster":"production","desired_count":5,"reason":"the queue grows","service":"shop"}""")]
    [InlineData("roll back shop because it answers with 502", """draft rollback_ecs_service {"cluster":"production","reason":"it answers with 502","service":"shop"}""")]
    [InlineData("target health of the load balancer shop", """describe_alb_target_health {"alb_name":"shop"}""")]
    [InlineData("is the target group shop healthy?", $$"""describe_alb_target_health {"target_group_arn":"{{Group}}"}""")]
    [InlineData("status of the instance shop", """get_ec2_status {"instance_id":"i-0a1b2c3d4e5f60021"}""")]
    [InlineData("how is the service shop?", """get_overview {"cluster":"production","service":"shop"}""")]
    public void Read_ANameOfSeveralKinds_IsOfTheKindThatIsMeant(string message, string asked) => Assert.Equal(asked, Reads.Of(Read(message, First, Service, Balancer, TargetGroup)));

    [Theory]
    [InlineData("reboot shop because it hangs a lot", "i-0a1b2c3d4e5f60021", "i-0a1b2c3d4e5f60022")]
    [InlineData("scale shop to 5 because the queue grows", "production/shop", "staging/shop")]
    [InlineData("roll back shop because it answers with 502", "production/shop", "staging/shop")]
    [InlineData("status of the instance shop", "i-0a1b2c3d4e5f60021", "i-0a1b2c3d4e5f60022")]
    public void Read_ANameOfTwoOfAKind_AsksWhichAndShowsBoth(string message, string one, string other)
    {
        var reply = Assert.IsType<Intent.Reply>(Assert.Single(Read(message, First, Second, Service, OtherService)));

        Assert.Contains(one, reply.Text, StringComparison.Ordinal);
        Assert.Contains(other, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scale staging/shop to 5 because the queue grows", "staging")]
    [InlineData("scale shop in staging to 5 because the queue grows", "staging")]
    [InlineData("scale shop in the cluster production to 5 because the queue grows", "production")]
    public void Read_TwoServicesOfAName_AreToldApartByTheirCluster(string message, string cluster) => Assert.Equal(
        $$"""draft scale_ecs_service {"cluster":"{{cluster}}","desired_count":5,"reason":"the queue grows","service":"shop"}""", Reads.Of(Read(message, Service, OtherService, Cluster("production"), Cluster("staging"))));

    private static NamedResource Cluster(string name) => new(new Subject(SubjectKind.Cluster, name), name, string.Empty);

    private static NamedResource Of(SubjectKind kind, string id, string where) => new(new Subject(kind, id), "shop", where);

    private static IReadOnlyList<Intent> Read(string message, params NamedResource[] known)
    {
        Assert.Contains("shop", Parser.NamesIn(message));
        return Parser.Read(message, new ReadingContext(new Memory(), Score.Now, TimeZoneInfo.Utc, new ResourceMatches(known, [])));
    }
}
