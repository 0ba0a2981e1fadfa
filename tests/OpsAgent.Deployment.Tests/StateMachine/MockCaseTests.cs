using System.Text.Json;

using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.StatesLanguage;

namespace OpsAgent.Deployment.Tests.StateMachine;

/// <summary>Every case of <c>mock-config.json</c> on the embedded engine: its path of states and its end.</summary>
public sealed class MockCaseTests
{
    private const string Machine = "opsagent-write-operation";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private static readonly string[] ToApproval = ["ValidateTags", "AssessRisk", "Preflight", "WaitForApproval"];

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "Approved", "SUCCEEDED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"] },
        { "TagRejected", "SUCCEEDED", ["ValidateTags", "RecordOutcome", "HowDidItEnd?", "Rejected"] },
        { "PreflightRefused", "SUCCEEDED", ["ValidateTags", "AssessRisk", "Preflight", "RecordOutcome", "HowDidItEnd?", "Rejected"] },
        { "Denied", "SUCCEEDED", [.. ToApproval, "Decided?", "RecordOutcome", "HowDidItEnd?", "Denied"] },
        { "Withdrawn", "SUCCEEDED", [.. ToApproval, "Decided?", "RecordOutcome", "HowDidItEnd?", "Withdrawn"] },
        { "Expired", "SUCCEEDED", [.. ToApproval, "CloseApproval", "Decided?", "RecordOutcome", "HowDidItEnd?", "Expired"] },
        { "ApprovedAtTheLastMoment", "SUCCEEDED", [.. ToApproval, "CloseApproval", "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"] },
        { "DecidedBetweenTwoAttempts", "SUCCEEDED", [.. ToApproval, "CloseApproval", "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"] },
        { "ThrottledThenExecuted", "SUCCEEDED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"] },
        { "ExecutionFailed", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "OutcomeUnknown", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "NoResultThenReadBack", "SUCCEEDED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RecordOutcome", "HowDidItEnd?", "Completed"] },
        { "VerificationBroken", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "ClosedOnlyWhenTheClaimRanOut", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "VerificationFailed", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "VerificationFailedAndReverted", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
        { "RevertRefused", "FAILED", [.. ToApproval, "Decided?", "ExecuteAction", "VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"] },
    };

    [Fact]
    public void Cases_OfTheMockConfiguration_AreAllTestedHere()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Definition.MockConfigPath));
        var written = config.RootElement.GetProperty("StateMachines").GetProperty(Machine).GetProperty("TestCases").EnumerateObject().Select(c => c.Name);
        Assert.Equal(Cases.Select(c => c.Data.Item1).Order(), written.Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_OnTheEmbeddedEngine_TakesItsWayAndEndsAsNamed(string name, string status, string[] path)
    {
        var file = Path.GetTempFileName();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 3, 10, 0, TimeSpan.Zero));
        await using var server = await StatesServer.StartAsync(
            new StatesServerOptions
            {
                Port = 0,
                DataFile = file,
                LambdaEndpoint = new Uri("http://127.0.0.1:9"),
                MockConfigFile = Definition.MockConfigPath,
                TimeProvider = time,
            },
            CancellationToken.None);
        using var client = new AmazonStepFunctionsClient(
            new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"),
            new AmazonStepFunctionsConfig { ServiceURL = server.Url.AbsoluteUri, AuthenticationRegion = "us-east-1" });
        var machine = await client.CreateStateMachineAsync(new CreateStateMachineRequest
        {
            Name = Machine,
            Definition = Definition.Text(),
            RoleArn = "arn:aws:iam::123456789012:role/states",
        });

        var started = await client.StartExecutionAsync(new StartExecutionRequest
        {
            StateMachineArn = $"{machine.StateMachineArn}#{name}",
            Name = $"reboot_ec2-{name}",
            Input = """{"proposal_id":"01m84hs4k95t2jknnswf5dggbc","operation":"reboot_ec2"}""",
        });

        Assert.Equal(status, await EndOfAsync(client, started.ExecutionArn, time));
        Assert.Equal(path, await PathOfAsync(client, started.ExecutionArn));
    }

    private static async Task<string> EndOfAsync(AmazonStepFunctionsClient client, string arn, FakeTimeProvider time)
    {
        for (var poll = 0; poll < 2000; poll++)
        {
            var execution = await client.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = arn });
            if (execution.Status != ExecutionStatus.RUNNING)
            {
                return execution.Status.Value;
            }

            time.Advance(Step);
        }

        throw new TimeoutException($"{arn} did not end.");
    }

    private static async Task<IReadOnlyList<string>> PathOfAsync(AmazonStepFunctionsClient client, string arn)
    {
        var path = new List<string>();
        string? next = null;
        do
        {
            var history = await client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest { ExecutionArn = arn, MaxResults = 1000, NextToken = next });
            path.AddRange(history.Events.Where(e => e.StateEnteredEventDetails is not null).Select(e => e.StateEnteredEventDetails.Name));
            next = history.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return path;
    }
}
