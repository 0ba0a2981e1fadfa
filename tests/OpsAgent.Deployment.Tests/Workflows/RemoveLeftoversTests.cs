using System.Runtime.Versioning;
using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Aws;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>What scripts/remove-leftovers.sh finds of an environment, takes and keeps, by the AWS CLI on moto.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RemoveLeftoversTests(RemoveLeftoversTests.Account account) : IClassFixture<RemoveLeftoversTests.Account>, IDisposable
{
    private readonly RemoveLeftovers _script = new();

    public sealed class Account : IAsyncLifetime
    {
        private MotoAws? _moto;

        public string Url
        {
            get
            {
                ExternalTool.Require("moto");
                return _moto!.Url.AbsoluteUri.TrimEnd('/');
            }
        }

        public async ValueTask InitializeAsync() => _moto = ExternalTool.IsPresent("moto") ? await MotoAws.StartAsync() : null;

        public ValueTask DisposeAsync() => _moto?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    // A minute of the AWS CLI: with every change StackLifecycleTests removes what a creation left.
    [Fact(Explicit = true)]
    public async Task Remove_OfWhatARolledBackCreationLeft_TakesAllOfIt_AndNothingOfAnotherEnvironment()
    {
        var keys = await FurnishAsync("gone");
        await FurnishAsync("gone-2");

        var (exit, output) = await _script.RunAsync(account.Url, ["gone"], ["gone"], "ROLLBACK_COMPLETE");

        Assert.True(exit == 0, output);
        foreach (var removed in new[]
        {
            "table opsagent-approvals-gone", "table opsagent-sessions-gone", "log group /aws/lambda/opsagent-controller-gone", "log group /aws/apigateway/opsagent-gone", "log group API-Gateway-Execution-Logs_0gone/gone",
            "topic opsagent-notifications-gone", "queue opsagent-dead-letters-gone", "parameter /opsagent-gone/operators", "parameter /opsagent-gone/gone/deployment", "alarm OpsAgent-gone-HighErrorRate",
            "dashboard opsagent-gone", "saved query opsagent-gone/Error Analysis", "alias alias/opsagent-data-gone", "alias alias/opsagent-digests-gone", $"key {keys[0]}, in 30 days", $"key {keys[1]}, in 30 days", $"key {keys[2]}, in 30 days",
            "stack opsagent-controller-gone",
        })
        {
            Assert.Contains($"removed {removed}\r\n", output, StringComparison.Ordinal);
        }

        Assert.Contains("cloudformation delete-stack --stack-name opsagent-controller-gone", await _script.StackCallsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        foreach (var key in keys)
        {
            var described = await AwsAsync("kms", "describe-key", "--key-id", key);
            Assert.Equal("PendingDeletion", described["KeyMetadata"]!["KeyState"]!.GetValue<string>());
            Assert.InRange(described["KeyMetadata"]!["DeletionDate"]!.GetValue<double>(), DateTimeOffset.UtcNow.AddDays(29).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddDays(31).ToUnixTimeSeconds());
        }

        // What people made is theirs.
        Assert.Equal("SecureString", (await AwsAsync("ssm", "get-parameter", "--name", "/opsagent-gone/api-key"))["Parameter"]!["Type"]!.GetValue<string>());
        (exit, output) = await _script.RunAsync(account.Url, ["gone"], []);
        Assert.True(exit == 0 && output.Contains("Nothing of gone is left in 123456789012, us-east-1.", StringComparison.Ordinal), output);

        (exit, output) = await _script.RunAsync(account.Url, ["gone-2"], ["gone"]);
        Assert.Equal(3, exit);
        Assert.Contains("Nothing was removed.", output, StringComparison.Ordinal);
        foreach (var left in new[] { "opsagent-approvals-gone-2", "/aws/lambda/opsagent-controller-gone-2", "opsagent-notifications-gone-2", "OpsAgent-gone-2-HighErrorRate", "opsagent-gone-2/Error Analysis" })
        {
            Assert.Matches($@"  \S.* {left} +\S", output);
        }
    }

    [Fact(Explicit = true)]
    public async Task Remove_OfWhatMayBeNeeded_NeedsTheNameOfEach()
    {
        var key = (await AwsAsync("kms", "create-key", "--description", "OpsAgent full"))["KeyMetadata"]!["KeyId"]!.GetValue<string>();
        await AwsAsync("kms", "create-alias", "--alias-name", "alias/opsagent-data-full", "--target-key-id", key);
        await CreateTableAsync("opsagent-audit-full", key);
        await CreateTableAsync("opsagent-sessions-full", key);
        await CreateTableAsync("opsagent-incidents-full", key);
        await AwsAsync("dynamodb", "put-item", "--table-name", "opsagent-audit-full", "--item", """{"pk":{"S":"event"}}""");
        var api = (await AwsAsync("apigateway", "create-rest-api", "--name", "somebody's"))["id"]!.GetValue<string>();
        await AwsAsync("logs", "create-log-group", "--log-group-name", $"API-Gateway-Execution-Logs_{api}/full");
        await AwsAsync("logs", "create-log-group", "--log-group-name", "API-Gateway-Execution-Logs_0other/full");

        var (exit, output) = await _script.RunAsync(account.Url, ["full"], ["full", "yes", "full", "full"], owned: "opsagent-incidents-full");
        Assert.True(exit == 3, output);
        Assert.Contains("kept    table opsagent-incidents-full: of the stack somebody-elses\r\n", output, StringComparison.Ordinal);
        Assert.Contains("kept    table opsagent-audit-full\r\n", output, StringComparison.Ordinal);
        Assert.Contains("removed table opsagent-sessions-full\r\n", output, StringComparison.Ordinal);
        Assert.Contains("kept    log group API-Gateway-Execution-Logs_0other/full\r\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain(api, output, StringComparison.Ordinal);
        Assert.Contains($"kept    key {key}\r\n", output, StringComparison.Ordinal);
        Assert.True((await AwsAsync("dynamodb", "describe-table", "--table-name", "opsagent-audit-full"))["Table"]!["DeletionProtectionEnabled"]!.GetValue<bool>());
        Assert.Equal("Enabled", (await AwsAsync("kms", "describe-key", "--key-id", key))["KeyMetadata"]!["KeyState"]!.GetValue<string>());

        await AwsAsync("kms", "create-alias", "--alias-name", "alias/opsagent-data-full", "--target-key-id", key);
        (exit, output) = await _script.RunAsync(account.Url, ["full"], ["full", "opsagent-audit-full", "API-Gateway-Execution-Logs_0other/full"]);
        Assert.True(exit == 0, output);
        Assert.Contains("removed table opsagent-audit-full\r\n", output, StringComparison.Ordinal);
        Assert.Contains("removed table opsagent-incidents-full\r\n", output, StringComparison.Ordinal);
        Assert.Contains("removed log group API-Gateway-Execution-Logs_0other/full\r\n", output, StringComparison.Ordinal);
        Assert.Contains($"removed key {key}, in 30 days\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_WhileARestoredTableNeedsTheKey_AsksForTheKey()
    {
        var key = (await AwsAsync("kms", "create-key", "--description", "OpsAgent old"))["KeyMetadata"]!["KeyId"]!.GetValue<string>();
        await AwsAsync("kms", "create-alias", "--alias-name", "alias/opsagent-data-old", "--target-key-id", key);
        await CreateTableAsync("opsagent-audit-old-restored", key);

        var (exit, output) = await _script.RunAsync(account.Url, ["old"], ["old", "old"]);
        Assert.True(exit == 3, output);
        Assert.Contains("is needed for opsagent-audit-old-restored.", output, StringComparison.Ordinal);
        Assert.Contains($"kept    key {key}\r\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE_IN_PROGRESS")]
    [InlineData("CREATE_COMPLETE")]
    [InlineData("UPDATE_COMPLETE")]
    [InlineData("UPDATE_ROLLBACK_COMPLETE")]
    [InlineData("UPDATE_ROLLBACK_FAILED")]
    [InlineData("CREATE_FAILED")]
    public async Task Remove_WhileTheStackIsInUse_IsRefused(string status)
    {
        var (exit, output) = await _script.RunAsync(account.Url, ["alive"], ["alive"], status, empty: true);
        Assert.Equal(1, exit);
        Assert.Contains($"FAILED  the stack opsagent-controller-alive is {status}: what it has is no leftover.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ROLLBACK_FAILED")]
    [InlineData("DELETE_FAILED")]
    [InlineData("REVIEW_IN_PROGRESS")]
    public async Task Remove_OfAStackThatCameToNothing_TakesTheStack(string status)
    {
        var (exit, output) = await _script.RunAsync(account.Url, ["dead"], ["dead"], status, empty: true);
        Assert.True(exit == 0, output);
        Assert.Contains("removed stack opsagent-controller-dead\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_WhereAwsRefusesALook_StopsBeforeItAsks()
    {
        var (exit, output) = await _script.RunAsync(account.Url, ["blind"], ["blind"], refused: "list-dashboards", empty: true);
        Assert.Equal(1, exit);
        Assert.Contains("AccessDenied", output, StringComparison.Ordinal);
        Assert.Contains("FAILED  aws cloudwatch list-dashboards", output, StringComparison.Ordinal);
        Assert.DoesNotContain("blind is left", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Production")]
    [InlineData("production --yes")]
    [InlineData("production --region")]
    public async Task Remove_CalledWrongly_SaysHow(string arguments)
    {
        var (exit, output) = await _script.RunAsync(account.Url, arguments.Split(' '), []);
        Assert.Equal(2, exit);
        Assert.Contains("usage: scripts/remove-leftovers.sh ENVIRONMENT", output, StringComparison.Ordinal);
    }

    // Nothing else tells the script that a name was changed.
    [Theory]
    [InlineData("AWS::KMS::Alias", "AliasName")]
    [InlineData("AWS::Logs::LogGroup", "LogGroupName")]
    [InlineData("AWS::SQS::Queue", "QueueName")]
    [InlineData("AWS::CloudWatch::Dashboard", "DashboardName")]
    public async Task Script_HasTheTemplatesNames(string type, string property)
    {
        var script = await File.ReadAllTextAsync(Repository.PathTo("scripts", "remove-leftovers.sh"));
        var names = (await ExpandedTemplate.OfAsync("Environment=gone")).OfType(type).Select(r => r.Properties[property]!.GetValue<string>()).Where(n => !n.StartsWith("API-Gateway-", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"\"{name.Replace("gone", "$environment", StringComparison.Ordinal)}\"", script, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWS::DynamoDB::Table", "TableName", "^opsagent-(approvals|decisions|audit|incidents|sessions)-gone$")]
    [InlineData("AWS::SNS::Topic", "TopicName", "^opsagent-(notifications|approvals|incidents)-gone$")]
    public async Task Script_HasTheTemplatesTablesAndTopics(string type, string property, string known)
    {
        var names = (await ExpandedTemplate.OfAsync("Environment=gone")).OfType(type).Select(r => r.Properties[property]!.GetValue<string>());
        Assert.All(names, name => Assert.Matches(known, name));
    }

    [Fact]
    public async Task Remove_WithoutATerminal_IsRefused()
    {
        var (exit, _, error) = await RunAsync("bash", Repository.PathTo("scripts", "remove-leftovers.sh"), "production");
        Assert.Equal(1, exit);
        Assert.Contains("it asks on a terminal", error, StringComparison.Ordinal);
    }

    public void Dispose() => _script.Dispose();

    // One of each kind, with three keys: one has lost its alias as by a rollback, one the name of its stack. In one process, because the CLI takes its time.
    private async Task<IReadOnlyList<string>> FurnishAsync(string environment)
    {
        var start = RemoveLeftovers.Start(account.Url, "python3", "-", environment);
        start.RedirectStandardInput = true;
        using var process = ExternalTool.Start(start, "moto");
        await process.StandardInput.WriteAsync("""
            import boto3, os, sys
            env = sys.argv[1]
            def client(service): return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
            dynamodb, kms, logs, ssm, cloudwatch = map(client, ("dynamodb", "kms", "logs", "ssm", "cloudwatch"))
            tags = [{"TagKey": "aws:cloudformation:stack-name", "TagValue": f"opsagent-controller-{env}"}]
            keys = [kms.create_key(Tags=tags)["KeyMetadata"] for _ in range(2)]
            keys.append(kms.create_key()["KeyMetadata"])
            kms.create_alias(AliasName=f"alias/opsagent-data-{env}", TargetKeyId=keys[0]["KeyId"])
            kms.create_alias(AliasName=f"alias/opsagent-digests-{env}", TargetKeyId=keys[2]["KeyId"])
            for name in "approvals", "sessions":
                dynamodb.create_table(
                    TableName=f"opsagent-{name}-{env}", BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=True,
                    AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}], KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                    SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys[0]["Arn"]})
            for name in f"/aws/lambda/opsagent-controller-{env}", f"/aws/apigateway/opsagent-{env}", f"API-Gateway-Execution-Logs_0{env}/{env}":
                logs.create_log_group(logGroupName=name, kmsKeyId=keys[0]["Arn"])
            client("sns").create_topic(Name=f"opsagent-notifications-{env}")
            client("sqs").create_queue(QueueName=f"opsagent-dead-letters-{env}")
            for name, kind in ("operators", "String"), (f"{env}/deployment", "String"), ("api-key", "SecureString"):
                ssm.put_parameter(Name=f"/opsagent-{env}/{name}", Type=kind, Value="*")
            cloudwatch.put_metric_alarm(
                AlarmName=f"OpsAgent-{env}-HighErrorRate", Namespace="OpsAgent", MetricName="Errors", Statistic="Sum", Period=60, EvaluationPeriods=1,
                Threshold=1, ComparisonOperator="GreaterThanThreshold")
            cloudwatch.put_dashboard(DashboardName=f"opsagent-{env}", DashboardBody='{"widgets":[]}')
            print(" ".join(key["KeyId"] for key in keys))
            """);
        process.StandardInput.Close();
        var (output, error) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        await _script.AddQueryAsync($"opsagent-{environment}/Error Analysis");
        return output.Trim().Split(' ');
    }

    private Task<JsonNode> CreateTableAsync(string name, string? key) => AwsAsync([
        "dynamodb", "create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST", "--attribute-definitions", "AttributeName=pk,AttributeType=S", "--key-schema", "AttributeName=pk,KeyType=HASH",
        "--deletion-protection-enabled", .. key is null ? Array.Empty<string>() : ["--sse-specification", $"Enabled=true,SSEType=KMS,KMSMasterKeyId=arn:aws:kms:us-east-1:123456789012:key/{key}"],
    ]);

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(Path.Combine(await ServedAws.FolderAsync(), "aws"), [.. arguments, "--output", "json", "--endpoint-url", account.Url]);
        Assert.True(exit == 0, error);
        return JsonNode.Parse(output.Length == 0 ? "{}" : output)!;
    }

    private Task<(int Exit, string Output, string Error)> RunAsync(string tool, params string[] arguments) => ExternalTool.RunAsync(RemoveLeftovers.Start(account.Url, tool, arguments), "bash", "aws", "jq");
}
