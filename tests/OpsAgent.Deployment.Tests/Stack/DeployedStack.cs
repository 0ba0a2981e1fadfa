using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.Functions.Hosting;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>
/// A stack that moto's CloudFormation created from the expanded template, with the keys and lists that docs/deploy.md
/// has an operator add, and something to repair.
/// </summary>
internal sealed partial class DeployedStack : IAsyncDisposable
{
    private const string ApiKey = "key-of-the-stack-test-0123456789";

    private readonly MotoAws _moto;
    private readonly StackFunctions _functions;

    private DeployedStack(MotoAws moto, StackFunctions functions) => (_moto, _functions, Aws) = (moto, functions, new RawAws(moto.Url));

    public RawAws Aws { get; }

    public string Tagged { get; private set; } = string.Empty;

    public string Untagged { get; private set; } = string.Empty;

    public IReadOnlyList<string> Invoked => _functions.Invoked;

    public static async Task<DeployedStack> CreateAsync(params string[] parameters)
    {
        var template = await ExpandedTemplate.OfAsync(parameters);
        var functions = new StackFunctions();
        var stack = new DeployedStack(await MotoAws.StartAsync("--lambda", functions.Address.AbsoluteUri.TrimEnd('/')), functions);
        try
        {
            await stack.CreateAsync(template, parameters);
            await stack.FurnishAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <returns>The body that the function's answer to a request holds.</returns>
    public async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        var answer = await _functions.InvokeAsync("opsagent-controller-test-proposals", new JsonObject
        {
            ["httpMethod"] = "POST",
            ["path"] = path,
            ["resource"] = path,
            ["headers"] = new JsonObject { ["X-API-Key"] = ApiKey, ["Content-Type"] = "application/json" },
            ["body"] = body.ToJsonString(),
        });
        return JsonNode.Parse(answer["body"]!.GetValue<string>())!;
    }

    /// <returns>The events of a proposal's execution, for the message of a failed test.</returns>
    public async Task<string> HistoryAsync(string operation, JsonNode proposed)
    {
        var history = await Aws.JsonAsync("states", "AWSStepFunctions.GetExecutionHistory", new JsonObject
        {
            ["executionArn"] = $"arn:aws:states:us-east-1:123456789012:execution:opsagent-write-operation-test:{operation}-{proposed["proposal_id"]}",
        });
        return string.Join('\n', history["events"]!.AsArray().Select(e => e!.ToJsonString()));
    }

    public async ValueTask DisposeAsync()
    {
        Aws.Dispose();
        await _moto.DisposeAsync();
        _functions.Dispose();
    }

    private async Task CreateAsync(ExpandedTemplate template, string[] parameters)
    {
        // What `sam package` would have uploaded.
        await Aws.PutAsync("s3", "/deployment-bucket", string.Empty);
        await Aws.PutAsync("s3", "/deployment-bucket/bootstrap.zip", "PK");

        var fields = new List<(string, string)>
        {
            ("Action", "CreateStack"), ("Version", "2010-05-15"), ("StackName", "opsagent-controller-test"), ("Capabilities.member.1", "CAPABILITY_IAM"),
            ("TemplateBody", MotoGaps.Bridge(template).ToJsonString()),
        };
        foreach (var (parameter, i) in ExpandedTemplate.Given.Concat(parameters).Select((p, i) => (p.Split('=', 2), i + 1)))
        {
            fields.Add(($"Parameters.member.{i}.ParameterKey", parameter[0]));
            fields.Add(($"Parameters.member.{i}.ParameterValue", parameter[1]));
        }

        await Aws.FormAsync("cloudformation", [.. fields]);
        Assert.Contains("CREATE_COMPLETE", await Aws.FormAsync("cloudformation", ("Action", "DescribeStacks"), ("Version", "2010-05-15")), StringComparison.Ordinal);

        var environments = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var name in template.OfType("AWS::Lambda::Function").Select(f => f.Properties["FunctionName"]!.GetValue<string>()))
        {
            var configuration = JsonNode.Parse(await Aws.GetAsync("lambda", $"/2015-03-31/functions/{name}/configuration"))!;
            environments[name] = configuration["Environment"]!["Variables"]!.AsObject().ToDictionary(v => v.Key, v => v.Value!.ToString());
        }

        Assert.Equal(FunctionNames.All.Count, environments.Count);
        _functions.Load(_moto.Url, environments);
    }

    private async Task FurnishAsync()
    {
        foreach (var (name, type, value) in new[] { ("api-key", "SecureString", ApiKey), ("allowed-users", "StringList", "engineer@example.com,lead@example.com") })
        {
            await Aws.JsonAsync("ssm", "AmazonSSM.PutParameter", new JsonObject { ["Name"] = $"/opsagent/{name}", ["Type"] = type, ["Value"] = value });
        }

        Tagged = await RunInstanceAsync(("OpsAgentManaged", "true"), ("Environment", "test"), ("CriticalityLevel", "high"));
        Untagged = await RunInstanceAsync(("Environment", "test"));
        await EcsAsync("CreateCluster", """{"clusterName":"main"}""");
        await EcsAsync("RegisterTaskDefinition", """{"family":"web","containerDefinitions":[{"name":"web","image":"web","memory":128}]}""");
        await EcsAsync(
            "CreateService",
            """{"cluster":"main","serviceName":"web","taskDefinition":"web","desiredCount":2,"tags":[{"key":"OpsAgentManaged","value":"true"},{"key":"Environment","value":"test"},{"key":"CriticalityLevel","value":"high"}]}""");
    }

    private async Task<string> RunInstanceAsync(params (string Key, string Value)[] tags)
    {
        var fields = new List<(string, string)>
        {
            ("Action", "RunInstances"), ("Version", "2016-11-15"), ("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1"), ("TagSpecification.1.ResourceType", "instance"),
        };
        fields.AddRange(tags.SelectMany((t, i) => new[] { ($"TagSpecification.1.Tag.{i + 1}.Key", t.Key), ($"TagSpecification.1.Tag.{i + 1}.Value", t.Value) }));
        return InstanceId().Match(await Aws.FormAsync("ec2", [.. fields])).Groups[1].Value;
    }

    public Task<JsonNode> EcsAsync(string action, string body) =>
        Aws.JsonAsync("ecs", $"AmazonEC2ContainerServiceV20141113.{action}", JsonNode.Parse(body)!.AsObject());

    [GeneratedRegex("<instanceId>(i-[0-9a-f]+)<")]
    private static partial Regex InstanceId();
}
