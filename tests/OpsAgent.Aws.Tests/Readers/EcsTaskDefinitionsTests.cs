using System.Text.Json.Nodes;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class EcsTaskDefinitionsTests(Moto moto) : TaskDefinitionsContract, IAsyncLifetime
{
    private const string Revision = "arn:aws:ecs:eu-central-1:123456789012:service-revision/production/web/";
    private const string Definition = "arn:aws:ecs:eu-central-1:123456789012:task-definition/";

    private MotoAccount _account = null!;

    protected override ITaskDefinitions Definitions => new EcsTaskDefinitions(_account.Clients);

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Find_AsAwsAnswers_HasRolesSizesAndHashesOfWhatMayBeSecret()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeTaskDefinition", """
            {"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:eu-central-1:123456789012:task-definition/web:41","family":"web","revision":41,"status":"INACTIVE","cpu":"512","memory":"1024",
             "taskRoleArn":"web-task","executionRoleArn":"arn:aws:iam::123456789012:role/ecs-execution","registeredAt":1773480000.5,"requiresCompatibilities":["FARGATE"],
             "containerDefinitions":[{"name":"app","image":"web@sha256:0123","cpu":0,"memoryReservation":256,"entryPoint":["sh"],"command":["-c","run --token s3cr3t"],
              "environment":[{"name":"A","value":"s3cr3t"},{"name":"A","value":"last"}],"secrets":[{"name":"KEY","valueFrom":"arn:aws:secretsmanager:eu-central-1:123456789012:secret:key"}],
              "environmentFiles":[{"type":"s3","value":"arn:aws:s3:::bucket/web.env"}],"portMappings":[{"containerPort":8080}]}]}}
            """));

        var found = (await new EcsTaskDefinitions(aws.Clients(AwsTimeouts.Standard)).FindAsync("web:41", Stop))!;

        Assert.Equal(("INACTIVE", "512", "1024", "arn:aws:iam::123456789012:role/web-task", "arn:aws:iam::123456789012:role/ecs-execution"), (found.Status, found.Cpu, found.Memory, found.TaskRole, found.ExecutionRole));
        var app = found.Containers.Single();
        Assert.Equal((true, null, 256, "arn:aws:s3:::bucket/web.env"), (app.IsPinned, app.Cpu, app.MemoryReservation, app.EnvironmentFiles.Single()));
        Assert.Equal([CanonicalJson.Hash("last")], app.Environment.Values);
        Assert.DoesNotContain("s3cr3t", app.Command, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListCompleted_OnSeveralPagesInNoOrder_IsNewestFirst()
    {
        var pages = new Queue<string>(
        [
            $$"""{"serviceDeployments":[{"targetServiceRevisionArn":"{{Revision}}1","finishedAt":1000,"status":"SUCCESSFUL"},{"targetServiceRevisionArn":"{{Revision}}3","createdAt":3000,"status":"SUCCESSFUL"}],"nextToken":"more"}""",
            $$"""{"serviceDeployments":[{"targetServiceRevisionArn":"{{Revision}}2","finishedAt":2000,"status":"SUCCESSFUL"},{"status":"SUCCESSFUL"}]}""",
        ]);
        await using var aws = await LoopbackAws.StartAsync((context, call) => Write(context, call.Operation == "ListServiceDeployments"
            ? pages.Dequeue()
            : $$"""{"serviceRevisions":[{"serviceRevisionArn":"{{Revision}}1","taskDefinition":"{{Definition}}web:40"},{"serviceRevisionArn":"{{Revision}}3","taskDefinition":"{{Definition}}web:42"}],"failures":[{"arn":"{{Revision}}2","reason":"MISSING"}]}"""));

        var completed = await new EcsTaskDefinitions(aws.Clients(AwsTimeouts.Standard)).ListCompletedDeploymentsAsync(SampleServices.Web, Stop);

        Assert.Equal([$"{Definition}web:42", $"{Definition}web:40"], completed.Select(c => c.TaskDefinition));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(3000), completed[0].At);
        Assert.Equal(["ListServiceDeployments", "ListServiceDeployments", "DescribeServiceRevisions"], aws.Operations);
    }

    [Fact]
    public async Task ListCompleted_ManyOfTheSameTaskDefinition_LooksOnUntilAnotherAndNoFurther()
    {
        var deployments = string.Join(',', Enumerable.Range(1, 70).Select(i => $$"""{"targetServiceRevisionArn":"{{Revision}}{{i}}","finishedAt":{{i}}}"""));
        await using var aws = await LoopbackAws.StartAsync((context, call) => Write(context, call.Operation == "ListServiceDeployments"
            ? $$"""{"serviceDeployments":[{{deployments}}]}"""
            : $$"""{"serviceRevisions":[{{string.Join(',', Enumerable.Range(1, 70).Where(i => Asks(call, i)).Select(i => $$"""{"serviceRevisionArn":"{{Revision}}{{i}}","taskDefinition":"{{Definition}}web:{{(i > 40 ? 42 : 41)}}"}"""))}}]}"""));

        var completed = await new EcsTaskDefinitions(aws.Clients(AwsTimeouts.Standard)).ListCompletedDeploymentsAsync(SampleServices.Web, Stop);

        Assert.Equal($"{Definition}web:41", completed.First(c => c.TaskDefinition != SampleServices.Web.TaskDefinition).TaskDefinition);
        Assert.Equal(2, aws.Operations.Count(o => o == "DescribeServiceRevisions"));
    }

    [Theory]
    [InlineData("""{"serviceDeployments":[]}""", 200)]
    [InlineData("""{"__type":"UnsupportedFeatureException","message":"not here"}""", 400)]
    public async Task ListCompleted_AwsKeepsNone_IsEmpty(string body, int status)
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) => Write(context, body, status));

        Assert.Empty(await new EcsTaskDefinitions(aws.Clients(AwsTimeouts.Standard)).ListCompletedDeploymentsAsync(SampleServices.Web, Stop));
    }

    protected override async Task RegisterAsync(string family, params string[] images)
    {
        foreach (var image in images)
        {
            await EcsAsync("RegisterTaskDefinition", new JsonObject
            {
                ["family"] = family,
                ["containerDefinitions"] = new JsonArray(new JsonObject
                {
                    ["name"] = family,
                    ["image"] = image,
                    ["memory"] = 64,
                    ["environment"] = new JsonArray(new JsonObject { ["name"] = "LOG_LEVEL", ["value"] = "debug" }),
                    ["secrets"] = new JsonArray(new JsonObject { ["name"] = "DB_PASSWORD", ["valueFrom"] = "arn:aws:ssm:us-east-1:123456789012:parameter/db" }),
                }),
            });
        }
    }

    protected override Task DeregisterAsync(string name) => EcsAsync("DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = name });

    protected override async Task<ITaskDefinitions> FailingAsync(string action, string kind) => new EcsTaskDefinitions(await _account.FailingAsync(action, kind));

    private static bool Asks(LoopbackCall call, int revision) => System.Text.Encoding.UTF8.GetString(call.Body).Contains($"{Revision}{revision}\"", StringComparison.Ordinal);

    private static Task Write(Microsoft.AspNetCore.Http.HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, body);
    }

    private Task EcsAsync(string operation, JsonObject body) => _account.JsonAsync("ecs", $"AmazonEC2ContainerServiceV20141113.{operation}", body.ToJsonString());
}
