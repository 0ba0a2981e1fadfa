using System.Net.Http.Headers;
using System.Text;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.TestKit.Moto;

using ResourceType = Amazon.EC2.ResourceType;
using Tag = Amazon.EC2.Model.Tag;
using Task = System.Threading.Tasks.Task;

namespace OpsAgent.EndToEnd.Tests;

/// <summary>An AWS account as moto plays it, with what a deployment of OpsAgent called <c>test</c> has there and things to repair.</summary>
internal sealed class Account : IAsyncDisposable
{
    public const string ApiKey = "key-of-the-live-test-0123456789";

    private static readonly BasicAWSCredentials Credentials = new("AKIAFAKEFAKEFAKEFAKE", "fake-secret-of-the-tests");
    private readonly MotoAws _moto;
    private readonly AmazonDynamoDBClient _dynamo;
    private readonly AmazonEC2Client _ec2;
    private readonly AmazonECSClient _ecs;
    private readonly AmazonSimpleSystemsManagementClient _ssm;

    private Account(MotoAws moto)
    {
        _moto = moto;
        var url = moto.Url.AbsoluteUri;
        _dynamo = new(Credentials, new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        _ec2 = new(Credentials, new AmazonEC2Config { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        _ecs = new(Credentials, new AmazonECSConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        _ssm = new(Credentials, new AmazonSimpleSystemsManagementConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
    }

    public Uri Url => _moto.Url;

    public string Tagged { get; private set; } = null!;

    public string Untagged { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = Url.AbsoluteUri,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIAFAKEFAKEFAKEFAKE",
        ["AWS_SECRET_ACCESS_KEY"] = "fake-secret-of-the-tests",
        ["OPSAGENT_ENVIRONMENT"] = "test",
        ["OPSAGENT_NOTIFICATIONS_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:opsagent-notifications-test",
        ["OPSAGENT_APPROVALS_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:opsagent-approvals-test",
        ["OPSAGENT_INCIDENTS_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:opsagent-incidents-test",
        ["OPSAGENT_EXECUTOR_ROLE_ARN"] = "arn:aws:iam::123456789012:role/opsagent-executor-test",
    };

    public static async Task<Account> OpenAsync(params string[] motoArguments)
    {
        var account = new Account(await MotoAws.StartAsync(motoArguments));
        await Tables.CreateAsync(account._dynamo, "test", CancellationToken.None);
        foreach (var (name, value) in new[] { ("api-key", ApiKey), ("allowed-users", "engineer@example.com,lead@example.com"), ("operators", "*"), ("approvers", "*") })
        {
            await account._ssm.PutParameterAsync(new PutParameterRequest
            {
                Name = $"/opsagent/{name}",
                Value = value,
                Type = name == "api-key" ? ParameterType.SecureString : ParameterType.StringList,
            });
        }

        account.Tagged = await account.RunInstanceAsync(("OpsAgentManaged", "true"), ("Environment", "test"), ("CriticalityLevel", "high"));
        account.Untagged = await account.RunInstanceAsync(("Environment", "test"));
        await account.EcsAsync("CreateCluster", """{"clusterName":"main"}""");
        await account.EcsAsync("RegisterTaskDefinition", """{"family":"web","containerDefinitions":[{"name":"web","image":"web","memory":128}]}""");
        await account.EcsAsync(
            "CreateService",
            """{"cluster":"main","serviceName":"web","taskDefinition":"web","desiredCount":2,"tags":[{"key":"OpsAgentManaged","value":"true"},{"key":"Environment","value":"test"},{"key":"CriticalityLevel","value":"high"}]}""");
        return account;
    }

    public async Task<int?> DesiredCountAsync() =>
        (await _ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "main", Services = ["web"] })).Services[0].DesiredCount;

    public async Task<string> TaskDefinitionAsync() =>
        (await _ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "main", Services = ["web"] })).Services[0].TaskDefinition;

    /// <summary>Registers another revision of the service's task definition and deploys it.</summary>
    public async Task DeployAnewAsync()
    {
        await EcsAsync("RegisterTaskDefinition", """{"family":"web","containerDefinitions":[{"name":"web","image":"web:2","memory":128}]}""");
        await EcsAsync("UpdateService", """{"cluster":"main","service":"web","taskDefinition":"web:2"}""");
    }

    /// <returns>The kinds of audit events of a proposal, in order, as the table holds them.</returns>
    public async Task<IReadOnlyList<string>> AuditAsync(string proposalId)
    {
        var found = await _dynamo.QueryAsync(new QueryRequest
        {
            TableName = "opsagent-audit-test",
            KeyConditionExpression = "#chain = :chain",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#chain"] = "chain" },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":chain"] = new() { S = proposalId } },
        });
        return [.. found.Items.Select(i => i["event_type"].S)];
    }

    public async ValueTask DisposeAsync()
    {
        _dynamo.Dispose();
        _ec2.Dispose();
        _ecs.Dispose();
        _ssm.Dispose();
        await _moto.DisposeAsync();
    }

    private async Task<string> RunInstanceAsync(params (string Key, string Value)[] tags)
    {
        var made = await _ec2.RunInstancesAsync(new RunInstancesRequest
        {
            ImageId = "ami-12c6146b",
            MinCount = 1,
            MaxCount = 1,
            TagSpecifications = [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [.. tags.Select(t => new Tag(t.Key, t.Value))] }],
        });
        return made.Reservation.Instances[0].InstanceId;
    }

    // What no client of ours can do. moto reads the service from the signature's scope and verifies nothing.
    private async Task EcsAsync(string action, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1") };
        request.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerServiceV20141113.{action}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=AKIAFAKEFAKEFAKEFAKE/20260121/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
