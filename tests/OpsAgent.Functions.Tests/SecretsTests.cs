using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Runtime;
using Amazon.StepFunctions;

using OpsAgent.Aws.StateMachine;
using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Tests.Api;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests;

/// <summary>Collects all that leaves the system over whole lives of proposals, and searches it for what must not.</summary>
public sealed class SecretsTests
{
    private readonly Bench bench = new();
    private readonly Machine machine;
    private readonly List<string> approvalTokens = [];
    private readonly List<ProposalId> proposals = [];

    public SecretsTests() => machine = Machine.Behind(bench);

    [Fact]
    public async Task WholeLives_EverythingThatLeaves_HoldsNoTokenAndNoKey()
    {
        await LiveThemAllAsync();

        var taskTokens = proposals.SelectMany(machine.TokensOf).ToList();
        Assert.Equal((6, 5, 5), (approvalTokens.Count, proposals.Count, taskTokens.Count));
        // JSON writes some of a token's characters as escapes.
        var secrets = taskTokens.Concat(taskTokens.Select(t => JsonEncodedText.Encode(t).ToString())).Concat(approvalTokens).Append(Bench.TaskToken).Append(Bench.ApiKey).ToList();
        var left = Everything().ToList();
        Assert.True(left.Count > 60, $"only {left.Count} texts were collected");
        Assert.All(left, l => Assert.All(secrets, secret => Assert.False(
            l.Text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{l.Where} holds {secret}: {l.Text}")));
        Assert.DoesNotContain(left, l => l.Text.Contains(ApprovalToken.Prefix, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Propose_ItsAnswerAlone_HoldsTheApprovalToken()
    {
        await LiveThemAllAsync();

        Assert.Equal(
            approvalTokens,
            bench.Answers.Where(a => a.Raw.Contains(ApprovalToken.Prefix, StringComparison.Ordinal)).Select(a => a["approval_token"]));
    }

    [Fact]
    public async Task Store_WhatIsKeptOfAnApprovalToken_IsItsHash()
    {
        await LiveThemAllAsync();

        foreach (var id in proposals)
        {
            var kept = Proposals.Json(await bench.ReadAsync(id));
            Assert.All(approvalTokens, token => Assert.DoesNotContain(token, kept, StringComparison.Ordinal));
        }

        Assert.Contains(ApprovalToken.TryParse(approvalTokens[^1])!.Hash().Value, Proposals.Json(await bench.ReadAsync(proposals[^1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartExecution_ItsInput_HoldsNoToken()
    {
        using var factory = new RecordingHttp();
        using var client = new AmazonStepFunctionsClient(
            new BasicAWSCredentials("AKIDEXAMPLE", "secret-of-a-test"),
            new AmazonStepFunctionsConfig { ServiceURL = "http://states.invalid", AuthenticationRegion = "eu-central-1", HttpClientFactory = factory });
        var workflow = new StepFunctionsStateMachine(() => client, "arn:aws:states:eu-central-1:123456789012:stateMachine:opsagent");
        var proposal = Proposals.In(ProposalStatus.Pending);

        await workflow.StartAsync(proposal, CancellationToken.None);

        var request = JsonNode.Parse(Assert.Single(factory.Bodies))!;
        Assert.Equal($"reboot_ec2-{proposal.Id}", Asl.Text(request["name"]));
        Assert.Equal(proposal.Id.Value, Asl.Text(JsonNode.Parse(Asl.Text(request["input"]))!["proposal_id"]));
        Assert.All(
            [Proposals.TaskTokenText, ApprovalToken.Prefix, proposal.TokenHash.Value, "token"],
            secret => Assert.DoesNotContain(secret, request.ToJsonString(), StringComparison.OrdinalIgnoreCase));
    }

    private async Task LiveThemAllAsync()
    {
        // Approved, with every refusal on the way, a second token and a reminder.
        await ProposeAsync(Instances.WebId, "key-1");
        await ProposeAsync(Instances.WebId, "key-1");
        await bench.ApproveAsync(Users.Engineer, approvalTokens[^1]);
        await bench.ApproveAsync(Users.Viewer, approvalTokens[^1]);
        await bench.ApproveAsync(Users.Lead, approvalTokens[0]);
        await bench.ApproveAsync(Users.Lead, approvalTokens[^1][..^1]);
        await bench.DenyAsync(Users.Viewer, approvalTokens[^1]);
        await bench.WithdrawAsync(Users.Lead, approvalTokens[^1]);
        await bench.ProposeAsync(Users.Lead);
        bench.Time.Advance(TimeSpan.FromSeconds(450));
        await bench.SweepAsync();
        await bench.ApproveAsync(Users.Lead, approvalTokens[^1]);
        await bench.ApproveAsync(Users.Admin, approvalTokens[^1]);

        // Denied; withdrawn; expired.
        await ProposeAsync(Instances.Numbered(2).Id);
        await bench.DenyAsync(Users.Lead, approvalTokens[^1]);
        await ProposeAsync(Instances.Numbered(3).Id);
        await bench.WithdrawAsync(Users.Engineer, approvalTokens[^1]);
        await ProposeAsync(Instances.Numbered(4).Id);
        bench.Time.Advance(TimeSpan.FromSeconds(901));
        await machine.HeartbeatTimesOutAsync(proposals[^1]);
        await bench.ApproveAsync(Users.Lead, approvalTokens[^1]);

        // Approved, and the executor breaks in an unforeseen way; then the store does.
        bench.Executor.Then = e => e.Intent is Core.Operations.WriteIntent.Execute ? throw new InvalidOperationException("unforeseen") : Task.CompletedTask;
        await ProposeAsync(Instances.Numbered(2).Id);
        machine.PauseBefore = "RecordOutcome";
        await bench.ApproveAsync(Users.Lead, approvalTokens[^1]);
        await machine.GoOnAsync(proposals[^1]);
        bench.Store.Audit.IsDown = true;
        await bench.DenyAsync(Users.Lead, approvalTokens[^1]);
        bench.Fleet.Failure = new InvalidOperationException("unforeseen");
        await bench.SendAsync(EdgeCases.Look());
        (bench.Fleet.Failure, bench.Store.Audit.IsDown) = (null, false);

        // And everybody looks at everything.
        await bench.SendAsync(EdgeCases.Look());
        await bench.SendAsync(Events.Get("/operations/proposals", Users.Viewer));
        foreach (var id in proposals)
        {
            await bench.ShowAsync(Users.Viewer, id.Value);
        }
    }

    private async Task ProposeAsync(string instanceId, string? key = null)
    {
        var answer = await bench.ProposeAsync(Users.Engineer, instanceId, key);
        approvalTokens.Add(answer["approval_token"]!);
        if (ProposalId.TryParse(answer["proposal_id"]) is { } id && !proposals.Contains(id))
        {
            proposals.Add(id);
        }
    }

    private IEnumerable<(string Where, string Text)> Everything() =>
    [
        .. bench.Answers.Select(a => ("an answer", a["approval_token"] is { } token ? a.Raw.Replace($"\\u0022{token}\\u0022", "", StringComparison.Ordinal).Replace($"\\\"{token}\\\"", "", StringComparison.Ordinal) : a.Raw)),
        .. bench.Store.Audit.All.Select(e => ("an audit event", e.Body)),
        .. bench.Lines.Select(l => ("a log line", l)),
        .. bench.Notifier.Notices.Select(n => ("a notice", n.ToString())),
        .. proposals.Select(id => ("an execution's data", machine.DataOf(id))),
        ("the logger", bench.Logger.Buffer.ToString()),
    ];

    /// <summary>Answers every request as StartExecution does, and keeps what was sent.</summary>
    private sealed class RecordingHttp : HttpClientFactory, IDisposable
    {
        private readonly Handler handler = new();

        public IReadOnlyList<string> Bodies => handler.Bodies;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public void Dispose() => handler.Dispose();

        private sealed class Handler : HttpMessageHandler
        {
            public List<string> Bodies { get; } = [];

            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
                return new HttpResponseMessage(HttpStatusCode.OK)
                {
                    RequestMessage = request,
                    Content = new StringContent("""{"executionArn":"arn:aws:states:eu-central-1:123456789012:execution:opsagent:x","startDate":1.7734428E9}"""),
                };
            }
        }
    }
}
