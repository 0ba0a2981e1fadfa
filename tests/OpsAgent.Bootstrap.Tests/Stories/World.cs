using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>What the stories need of the account beyond OpsAgent's own things, and its hand on time.</summary>
internal sealed partial class World(Uri aws) : IDisposable
{
    public const string StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation";

    /// <summary>The key that signs decisions, once <see cref="BuildAsync"/> has made it.</summary>
    public static string DecisionKeyArn { get; private set; } = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000001";

    /// <summary>The key that signs digests, as above.</summary>
    public static string DigestKeyArn { get; private set; } = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000002";

    public const string Archive = "opsagent-audit-archive-test";

    /// <summary>Rules that ask for every kind of fact and refuse nothing that the stories do.</summary>
    private static readonly JsonObject[] Rules =
    [
        Rule("""{"name":"who","requesters":["people"]}"""),
        Rule("""{"name":"share-of-instances","match":{"operations":["reboot_ec2"]},"budget":{"minutes":60,"share_percent":100,"of_tag":"Environment"}}"""),
        Rule("""{"name":"share-of-services","match":{"operations":["scale_ecs_service","rollback_ecs_service"]},"budget":{"minutes":60,"share_percent":100,"of_tag":"Environment"}}"""),
        Rule("""{"name":"breaker","breaker":{"failures":20,"minutes":60,"open_minutes":1}}"""),
    ];

    public static string ExecutionArn(string operation, string proposalId) =>
        $"{StateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{operation}-{proposalId}";

    private readonly HttpClient _http = new();
    private readonly AmazonDynamoDBClient _dynamo = new(
        new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret-of-the-tests"), new AmazonDynamoDBConfig { ServiceURL = aws.AbsoluteUri, AuthenticationRegion = "us-east-1" });

    /// <summary>A state machine that runs until it is stopped, the topics for people, an instance behind a load balancer, a metric with an alarm.</summary>
    public async Task BuildAsync(string instanceId)
    {
        await JsonAsync("states", "AWSStepFunctions.CreateStateMachine", new JsonObject
        {
            ["name"] = StateMachineArn[(StateMachineArn.LastIndexOf(':') + 1)..],
            ["roleArn"] = "arn:aws:iam::123456789012:role/states",
            ["definition"] = """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":900,"End":true}}}""",
        });
        DecisionKeyArn = await CreateKeyAsync();
        DigestKeyArn = await CreateKeyAsync();
        await PutPolicyAsync();
        await SendAsync("s3", null, new StringContent(string.Empty), HttpMethod.Put, Archive);
        foreach (var topic in new[] { "notifications", "approvals", "incidents" })
        {
            await FormAsync("sns", $"Action=CreateTopic&Version=2010-03-31&Name=opsagent-{topic}-test");
        }

        var subnets = await FormAsync("ec2", "Action=DescribeSubnets&Version=2016-11-15");
        var ids = SubnetId().Matches(subnets).Select(m => m.Groups[1].Value).Take(2).ToList();
        var balancer = Arn(await FormAsync("elasticloadbalancing", $"Action=CreateLoadBalancer&Version=2015-12-01&Name=web&Type=application&Subnets.member.1={ids[0]}&Subnets.member.2={ids[1]}"), "LoadBalancerArn");
        var group = Arn(await FormAsync("elasticloadbalancing", $"Action=CreateTargetGroup&Version=2015-12-01&Name=web&Protocol=HTTP&Port=80&VpcId={VpcId().Match(subnets).Groups[1].Value}"), "TargetGroupArn");
        await FormAsync("elasticloadbalancing", $"Action=RegisterTargets&Version=2015-12-01&TargetGroupArn={group}&Targets.member.1.Id={instanceId}");
        await FormAsync("elasticloadbalancing", $"Action=CreateListener&Version=2015-12-01&LoadBalancerArn={balancer}&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=forward&DefaultActions.member.1.TargetGroupArn={group}");
        const string metric = "Namespace=AWS/EC2&Version=2010-08-01";
        await FormAsync("monitoring", $"Action=PutMetricData&{metric}&MetricData.member.1.MetricName=CPUUtilization&MetricData.member.1.Value=50&MetricData.member.1.Dimensions.member.1.Name=InstanceId&MetricData.member.1.Dimensions.member.1.Value={instanceId}");
        await FormAsync("monitoring", $"Action=PutMetricAlarm&{metric}&AlarmName=busy&MetricName=CPUUtilization&Statistic=Average&Period=60&EvaluationPeriods=1&Threshold=90&ComparisonOperator=GreaterThanThreshold&Dimensions.member.1.Name=InstanceId&Dimensions.member.1.Value={instanceId}");
        await JsonAsync("application-autoscaling", "AnyScaleFrontendService.RegisterScalableTarget", new JsonObject
        {
            ["ServiceNamespace"] = "ecs",
            ["ResourceId"] = "service/main/web",
            ["ScalableDimension"] = "ecs:service:DesiredCount",
            ["MinCapacity"] = 0,
            ["MaxCapacity"] = 100,
        });
    }

    public Task ScaleBySomebodyElseAsync(int count) => JsonAsync(
        "ecs", "AmazonEC2ContainerServiceV20141113.UpdateService", new JsonObject { ["cluster"] = "main", ["service"] = "web", ["desiredCount"] = count });

    /// <summary>The policy of the stories, with these rules more.</summary>
    public Task PutPolicyAsync(params string[] rules) => JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject
    {
        ["Name"] = "/opsagent/policy",
        ["Type"] = "String",
        ["Overwrite"] = true,
        ["Value"] = new JsonObject
        {
            ["format"] = 1,
            ["groups"] = new JsonObject { ["people"] = new JsonArray("engineer@example.com", "lead@example.com") },
            ["rules"] = new JsonArray([.. Rules.Select(r => r.DeepClone()), .. rules.Select(r => (JsonNode)Rule(r))]),
        }.ToJsonString(),
    });

    /// <summary>A list of people, in place of the one that is there.</summary>
    public Task PutListAsync(string name, string value) => JsonAsync(
        "ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = $"/opsagent/{name}", ["Type"] = "StringList", ["Value"] = value, ["Overwrite"] = true });

    public async Task NameChannelAsync(string name, string webhook)
    {
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/channels", ["Type"] = "StringList", ["Value"] = name });
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = $"/opsagent/channels/{name}", ["Type"] = "SecureString", ["Value"] = webhook });
    }

    /// <summary>A Slack app without a bot token, so that nothing is posted: who is who in it, and what it signs with.</summary>
    public async Task NameSlackAsync(string settings, string secret, string people)
    {
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/slack", ["Type"] = "String", ["Value"] = settings });
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/slack-signing-secret", ["Type"] = "SecureString", ["Value"] = secret });
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/people/1", ["Type"] = "StringList", ["Value"] = people });
    }

    /// <summary>A Teams bot without a client secret, so that nothing is posted, and an outgoing webhook.</summary>
    /// <param name="secret">Base64.</param>
    public async Task NameTeamsAsync(string settings, string secret)
    {
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/teams", ["Type"] = "String", ["Value"] = settings });
        await JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = "/opsagent/teams-webhook-secret", ["Type"] = "SecureString", ["Value"] = secret });
    }

    /// <returns>The draft that was shown last and the session it is of, as a chat service's button names them.</returns>
    public async Task<JsonObject> ButtonOfLastDraftAsync()
    {
        var sessions = await _dynamo.ScanAsync(new ScanRequest { TableName = "opsagent-sessions-test", ConsistentRead = true });
        return sessions.Items
            .Where(i => i["pk"].S.StartsWith("session#", StringComparison.Ordinal))
            .Select(i => JsonNode.Parse(i["body"].S)!)
            .Where(s => s["memory"]?["to_confirm"] is not null)
            .Select(s => new JsonObject { ["c"] = s["memory"]!["to_confirm"]!["id"]!.GetValue<string>(), ["s"] = s["id"]!.GetValue<string>() })
            .MaxBy(b => b["c"]!.GetValue<string>(), StringComparer.Ordinal)!;
    }

    /// <returns>What the stream of the approvals table tells of a proposal's last change.</returns>
    public async Task<JsonObject> ChangeOfAsync(string proposalId)
    {
        var key = new Dictionary<string, AttributeValue> { ["pk"] = new() { S = $"proposal#{proposalId}" } };
        var item = (await _dynamo.GetItemAsync(new GetItemRequest { TableName = "opsagent-approvals-test", Key = key, ConsistentRead = true })).Item;
        var image = item.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)(a.Value.S is { } text ? new JsonObject { ["S"] = text } : new JsonObject { ["N"] = a.Value.N })));
        return new JsonObject { ["Records"] = new JsonArray(new JsonObject { ["eventName"] = "MODIFY", ["dynamodb"] = new JsonObject { ["NewImage"] = new JsonObject(image) } }) };
    }

    public Task StopExecutionAsync(string operation, string proposalId) => JsonAsync("states", "AWSStepFunctions.StopExecution", new JsonObject
    {
        ["executionArn"] = ExecutionArn(operation, proposalId),
    });

    /// <summary>Moves everything that happened to a proposal into the past: what the functions read as time that went by.</summary>
    public async Task AgeAsync(string proposalId, TimeSpan by)
    {
        var key = new Dictionary<string, AttributeValue> { ["pk"] = new() { S = $"proposal#{proposalId}" } };
        var item = (await _dynamo.GetItemAsync(new GetItemRequest { TableName = "opsagent-approvals-test", Key = key, ConsistentRead = true })).Item;
        foreach (var name in item.Keys.ToList())
        {
            item[name] = item[name].S is { } text ? new AttributeValue { S = Moment().Replace(text, m => Earlier(m.Value)) } : item[name];
        }

        await _dynamo.PutItemAsync(new PutItemRequest { TableName = "opsagent-approvals-test", Item = item });

        string Earlier(string moment) => Timestamps.Text(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture) - by);
    }

    public void Dispose()
    {
        _http.Dispose();
        _dynamo.Dispose();
    }

    private static JsonObject Rule(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Arn(string answer, string element) => Regex.Match(answer, $"<{element}>([^<]+)<").Groups[1].Value;

    /// <summary>An event of some hours ago, as a store put it then.</summary>
    public async Task HappenAsync(DateTimeOffset at)
    {
        var link = AuditChain.Append("digest-story", AuditHead.Start, "event-1", at, new AuditSubject("digest-story", ExecutionMode.SandboxLive), new AuditEntry(AuditEventType.RequestReceived, "done"));
        var time = Timestamps.Text(at);
        await _dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = "opsagent-audit-test",
            Item = new Dictionary<string, string>
            {
                ["chain"] = link.Chain, ["sequence"] = "000000000001", ["body"] = link.Body, ["hash"] = link.Hash, ["timestamp"] = time, ["day"] = time[..10], ["event_type"] = "request_received",
            }.ToDictionary(a => a.Key, a => new AttributeValue { S = a.Value }),
        });
    }

    private async Task<string> CreateKeyAsync() => JsonNode.Parse(
        await JsonAsync("kms", "TrentService.CreateKey", new JsonObject { ["KeySpec"] = "ECC_NIST_P256", ["KeyUsage"] = "SIGN_VERIFY" }))!["KeyMetadata"]!["Arn"]!.GetValue<string>();

    private Task<string> JsonAsync(string service, string target, JsonObject body) =>
        SendAsync(service, target, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1"));

    private Task<string> FormAsync(string service, string form) =>
        SendAsync(service, null, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

    // moto reads the service from the signature's scope and verifies nothing.
    private async Task<string> SendAsync(string service, string? target, HttpContent content, HttpMethod? method = null, string path = "")
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(aws, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=AKIAFAKEFAKEFAKEFAKE/20260121/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    [GeneratedRegex("<subnetId>([^<]+)<")]
    private static partial Regex SubnetId();

    [GeneratedRegex("<vpcId>([^<]+)<")]
    private static partial Regex VpcId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Moment();
}
