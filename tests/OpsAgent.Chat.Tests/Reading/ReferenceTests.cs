namespace OpsAgent.Chat.Tests.Reading;

/// <summary>What an id, an ARN or a page of the AWS console names, by its form alone.</summary>
public sealed class ReferenceTests
{
    private const string Web2 = """get_ec2_status {"instance_id":"i-0a1b2c3d4e5f60002"}""";
    private const string Balancer = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/production-web/50dc6c495c0c9188";
    private const string Group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09";

    [Theory]
    [InlineData("i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("i-1a2b3c4d", """get_ec2_status {"instance_id":"i-1a2b3c4d"}""")]
    [InlineData("arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("arn:aws-us-gov:ec2:us-gov-west-1:123456789012:instance/i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("arn:aws-iso:ec2:us-iso-east-1:123456789012:instance/i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:service/production/web", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("arn:aws-cn:ecs:cn-north-1:123456789012:service/production/web", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:cluster/production", """get_overview {"cluster":"production"}""")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:task/production/0123456789abcdef0123456789abcdef", """get_overview {"cluster":"production"}""")]
    [InlineData(Balancer, $$"""describe_alb_target_health {"alb_arn":"{{Balancer}}"}""")]
    [InlineData(Group, $$"""describe_alb_target_health {"target_group_arn":"{{Group}}"}""")]
    [InlineData("app/production-web/50dc6c495c0c9188", """describe_alb_target_health {"alb_name":"production-web"}""")]
    [InlineData("arn:aws:cloudwatch:us-east-1:123456789012:alarm:production-web-5xx", """get_cloudwatch_metrics {"alarm_name":"production-web-5xx"}""")]
    [InlineData("arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:TargetTracking-table/x-AlarmLow-0f2a", """get_cloudwatch_metrics {"alarm_name":"TargetTracking-table/x-AlarmLow-0f2a"}""")]
    [InlineData("production/web", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("ec2/i-0a1b2c3d4e5f60002", Web2)]
    public void Read_AnIdAnArnOrAPath_IsLookedAt(string reference, string looks) => Assert.Equal(looks, Reads.Of($"look at {reference}"));

    [Theory]
    [InlineData("https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#InstanceDetails:instanceId=i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#Instances:instanceId=i-0a1b2c3d4e5f60002;sort=tag:Name", Web2)]
    [InlineData("https://console.aws.amazon.com/ec2/v2/home?region=us-east-1#Instances:search=i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("https://console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#InstanceDetails:instanceId=i-0a1b2c3d4e5f60002", Web2)]
    [InlineData("https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/services/web/health?region=us-east-1", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/services/web/deployments?region=us-east-1", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("https://console.aws.amazon.com/ecs/home?region=us-east-1#/clusters/production/services/web/details", """get_overview {"cluster":"production","service":"web"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/tasks?region=us-east-1", """get_overview {"cluster":"production"}""")]
    [InlineData($"https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#LoadBalancer:loadBalancerArn={Balancer};tab=listeners", $$"""describe_alb_target_health {"alb_arn":"{{Balancer}}"}""")]
    [InlineData($"https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#TargetGroup:targetGroupArn={Group}", $$"""describe_alb_target_health {"target_group_arn":"{{Group}}"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#TargetGroup:targetGroupArn=arn%3Aaws%3Aelasticloadbalancing%3Aus-east-1%3A123456789012%3Atargetgroup%2Fweb%2F6d0ecf831eec9f09", $$"""describe_alb_target_health {"target_group_arn":"{{Group}}"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/production-web-5xx", """get_cloudwatch_metrics {"alarm_name":"production-web-5xx"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/production-web-5xx?", """get_cloudwatch_metrics {"alarm_name":"production-web-5xx"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/web%205xx", """get_cloudwatch_metrics {"alarm_name":"web 5xx"}""")]
    [InlineData("https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/TargetTracking-service$252Fproduction$252Fweb-AlarmHigh-0f2a", """get_cloudwatch_metrics {"alarm_name":"TargetTracking-service/production/web-AlarmHigh-0f2a"}""")]
    public void Read_APageOfTheConsole_IsLookedAt(string link, string looks)
    {
        Assert.Equal(looks, Reads.Of(link));
        Assert.Equal(looks, Reads.Of($"can you look at <{link}|this>"));
        Assert.Equal(looks, Reads.Of($"what is wrong here? <{link}>"));
    }

    [Theory]
    [InlineData("https://console.aws.amazon.com.example.com/ec2/home#InstanceDetails:instanceId=i-0a1b2c3d4e5f60002")]
    [InlineData("https://evilconsole.aws.amazon.com.example.com/ecs/v2/clusters/production/services/web")]
    [InlineData("https://example.com/clusters/production/services/web")]
    public void Read_APageOfSomebodyElse_NamesNothing(string link) => Assert.DoesNotContain("{\"", Reads.Of(link), StringComparison.Ordinal);
}
