using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.Deployment.Tests.Workflows;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>
/// A stack from its first creation to its last, as far as moto's CloudFormation goes.
/// <list type="bullet">
/// <item>moto stops where a creation fails and takes nothing back. Here its DeleteStack is the rollback: it knows no RetainExceptOnCreate and
/// so deletes what has it, as CloudFormation does then. For a stack that is removed later it is Retain from the first, which it is then.</item>
/// <item>moto loses what an update changes and it cannot update, keys among them: the one here changes functions.</item>
/// <item>moto stops where an update fails too, and rolls nothing back: what an update may not replace is held by the checker alone.</item>
/// <item>moto makes no change set, waits for nothing and asks for no rights: whether a deploy role's are enough shows on AWS alone.</item>
/// <item>What moto does not make at all is listed in <see cref="MotoGaps"/>.</item>
/// </list>
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class StackLifecycleTests
{
    private const string Stack = "opsagent-controller-test";

    [Fact]
    public async Task Creation_ThatFailsInTheMiddle_IsRepeatedWithSuccess()
    {
        await using var moto = await MotoAws.StartAsync();
        using var aws = await BucketAsync(moto);
        // The name of the queue, which only a few things need, is taken by a queue of other properties.
        await aws.FormAsync("sqs", ("Action", "CreateQueue"), ("Version", "2012-11-05"), ("QueueName", "opsagent-dead-letters-test"), ("Attribute.1.Name", "DelaySeconds"), ("Attribute.1.Value", "7"));

        var (created, answer) = await DeployAsync(aws, "CreateStack", removedLater: false);
        Assert.False(created, answer);
        Assert.NotEmpty(await TablesAsync(aws));
        await DeleteAsync(aws);
        Assert.Equal(await KeptAsync("Retain"), await TablesAsync(aws));
        using var script = new RemoveLeftovers();
        var (exit, output) = await script.RunAsync(moto.Url.AbsoluteUri.TrimEnd('/'), ["test", "--parameter-prefix", await PrefixAsync()], ["test"]);
        Assert.True(exit == 0, output);
        Assert.Empty(await TablesAsync(aws));

        (created, answer) = await DeployAsync(aws, "CreateStack", removedLater: false);
        Assert.True(created, answer);
        Assert.Equal("CREATE_COMPLETE", await StatusAsync(aws));
    }

    [Fact]
    public async Task Stack_IsUpdated_AndRemovedButForItsData_AndCreatedAgain()
    {
        await using var moto = await MotoAws.StartAsync();
        using var aws = await BucketAsync(moto);
        var (done, answer) = await DeployAsync(aws, "CreateStack", removedLater: true);
        Assert.True(done, answer);
        Assert.Equal("SANDBOX_LIVE", await VariableAsync(aws, "proposals", "OPSAGENT_EXECUTION_MODE"));
        var item = new JsonObject { ["TableName"] = "opsagent-incidents-test", ["Item"] = new JsonObject { ["incident_id"] = new JsonObject { ["S"] = "INC-2026-0001" } } };
        await aws.JsonAsync("dynamodb", "DynamoDB_20120810.PutItem", item);

        (done, answer) = await DeployAsync(aws, "UpdateStack", removedLater: true, "ExecutionMode=DRY_RUN", "Release=1000000002");
        Assert.True(done, answer);
        Assert.Equal("UPDATE_COMPLETE", await StatusAsync(aws));
        Assert.Equal("DRY_RUN", await VariableAsync(aws, "proposals", "OPSAGENT_EXECUTION_MODE"));
        Assert.Equal(1, await ItemsAsync(aws));

        await DeleteAsync(aws);
        Assert.Equal(await KeptAsync("Retain", "RetainExceptOnCreate"), await TablesAsync(aws));
        Assert.Equal(1, await ItemsAsync(aws));
        Assert.Equal(["/aws/lambda/opsagent-controller-test"], await LogGroupsAsync(aws));

        (done, answer) = await DeployAsync(aws, "CreateStack", removedLater: true);
        Assert.False(done, "It was created beside the tables that were kept.");
        await DeleteAsync(aws);
        using var script = new RemoveLeftovers();
        var (exit, output) = await script.RunAsync(moto.Url.AbsoluteUri.TrimEnd('/'), ["test", "--parameter-prefix", await PrefixAsync()], ["test", "opsagent-incidents-test"]);
        Assert.True(exit == 0, output);
        Assert.Contains("opsagent-incidents-test has 1 items.", output, StringComparison.Ordinal);
        (done, answer) = await DeployAsync(aws, "CreateStack", removedLater: true);
        Assert.True(done, answer);
        Assert.Equal(0, await ItemsAsync(aws));
    }

    private static async Task<RawAws> BucketAsync(MotoAws moto)
    {
        var aws = new RawAws(moto.Url);
        await aws.PutAsync("s3", "/deployment-bucket", string.Empty);
        await aws.PutAsync("s3", "/deployment-bucket/bootstrap.zip", "PK");
        return aws;
    }

    private static async Task<(bool Done, string Answer)> DeployAsync(RawAws aws, string action, bool removedLater, params string[] parameters)
    {
        var template = MotoGaps.Bridge(await ExpandedTemplate.OfAsync(parameters));
        // In the middle: moto makes what stands first, and what that needs, first.
        template["Resources"] = new JsonObject(template["Resources"]!.AsObject().OrderBy(r => r.Value!["Type"]!.GetValue<string>() == "AWS::DynamoDB::Table" ? 0 : 1).Select(r => KeyValuePair.Create(r.Key, r.Value?.DeepClone())));
        foreach (var (_, resource) in template["Resources"]!.AsObject().Where(r => removedLater && r.Value!["DeletionPolicy"]?.GetValue<string>() == "RetainExceptOnCreate"))
        {
            resource!["DeletionPolicy"] = "Retain";
        }

        var given = ExpandedTemplate.Given.Concat(parameters).Select(p => p.Split('=', 2)).GroupBy(p => p[0], p => p[1]).Select((p, i) => (Name: p.Key, Value: p.Last(), Index: i + 1));
        return await aws.TryFormAsync(
            "cloudformation",
            [
                ("Action", action), ("Version", "2010-05-15"), ("StackName", Stack), ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"), ("TemplateBody", template.ToJsonString()),
                .. given.SelectMany(p => new[] { ($"Parameters.member.{p.Index}.ParameterKey", p.Name), ($"Parameters.member.{p.Index}.ParameterValue", p.Value) }),
            ]);
    }

    private static Task<string> DeleteAsync(RawAws aws) => aws.FormAsync("cloudformation", ("Action", "DeleteStack"), ("Version", "2010-05-15"), ("StackName", Stack));

    // The tables with one of these policies.
    private static async Task<IEnumerable<string>> KeptAsync(params string[] policies) =>
        (await ExpandedTemplate.TestAsync()).Resources.Values
            .Where(r => r["Type"]!.GetValue<string>() == "AWS::DynamoDB::Table" && policies.Contains(r["DeletionPolicy"]?.GetValue<string>()))
            .Select(r => r["Properties"]!["TableName"]!.GetValue<string>())
            .Order(StringComparer.Ordinal);

    private static async Task<string> PrefixAsync() => (await ExpandedTemplate.TestAsync()).Properties("Operators")["Name"]!.GetValue<string>()[..^"/operators".Length];

    private static async Task<string> StatusAsync(RawAws aws) =>
        Status().Match(await aws.FormAsync("cloudformation", ("Action", "DescribeStacks"), ("Version", "2010-05-15"), ("StackName", Stack))).Groups[1].Value;

    private static async Task<string> VariableAsync(RawAws aws, string function, string name) =>
        JsonNode.Parse(await aws.GetAsync("lambda", $"/2015-03-31/functions/opsagent-controller-test-{function}/configuration"))!["Environment"]!["Variables"]![name]!.GetValue<string>();

    private static async Task<IEnumerable<string>> TablesAsync(RawAws aws) =>
        (await aws.JsonAsync("dynamodb", "DynamoDB_20120810.ListTables", []))["TableNames"]!.AsArray().Select(t => t!.GetValue<string>()).Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> LogGroupsAsync(RawAws aws) =>
        (await aws.JsonAsync("logs", "Logs_20140328.DescribeLogGroups", []))["logGroups"]!.AsArray().Select(g => g!["logGroupName"]!.GetValue<string>());

    private static async Task<int> ItemsAsync(RawAws aws) =>
        (await aws.JsonAsync("dynamodb", "DynamoDB_20120810.Scan", new JsonObject { ["TableName"] = "opsagent-incidents-test", ["Select"] = "COUNT" }))["Count"]!.GetValue<int>();

    [GeneratedRegex("<StackStatus>([A-Z_]+)<")]
    private static partial Regex Status();
}
