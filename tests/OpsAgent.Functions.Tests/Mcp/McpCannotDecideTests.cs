using System.Reflection;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Architecture;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>Whatever a client holds and whatever it asks for, nothing is decided by way of MCP.</summary>
public sealed class McpCannotDecideTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    private static readonly Type[] Hands = [typeof(IApprovalStore), typeof(IProposalIndex), typeof(IStateMachine), typeof(Proposer), typeof(Decider), typeof(ProposalLedger)];

    private static readonly string[] Names =
    [
        "approve", "approve_action", "deny", "deny_action", "withdraw", "withdraw_action", "adopt", "break_glass", "break_glass_action", "review_break_glass", "operations/break_glass", "operations/approve_action", "/operations/approve", "../operations/approve_action", "reboot_ec2",
    ];

    [Theory]
    [InlineData(ExecutionMode.LocalMock)]
    [InlineData(ExecutionMode.SandboxLive)]
    public async Task Decide_ByEveryMethodAndName_WithWhateverTheClientHolds_ChangesNothing(ExecutionMode mode)
    {
        var bench = new Bench { Agent = Bench.LocalAgent with { Mode = mode, AllowsBreakGlass = true, DecisionClients = [MatrixCredential.ListedClient], AllowAssertedDecisions = mode is ExecutionMode.LocalMock }, Tokens = world.Tokens };
        Machine.Behind(bench);
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        var before = Proposals.Json(await bench.ReadAsync(id));
        JsonObject[] references =
        [
            new() { ["approval_token"] = proposed["approval_token"], ["reason"] = "Because." },
            new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"], ["reason"] = "Because." },
            new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"], ["incident_id"] = "INC-2026-0001", ["reason"] = "The application hangs since 08:50." },
        ];
        Action<JsonObject>[] credentials =
        [
            _ => { },
            sent => sent.With("X-OpsAgent-Source", "console"),
            sent => sent.Without("X-API-Key").Without("X-OpsAgent-User").With("Authorization", Bearer(MatrixCredential.ConsoleClient)),
            sent => sent.Without("X-API-Key").Without("X-OpsAgent-User").With("Authorization", Bearer(MatrixCredential.ListedClient)),
        ];
        var attempts = 0;

        foreach (var revision in McpRevision.All)
        {
            var client = new RawClient(bench, revision) { User = Users.Lead, Capabilities = RawClient.WithTasks };
            foreach (var present in credentials)
            {
                foreach (var (name, reference) in Names.SelectMany(n => references.Select(r => (n, r))))
                {
                    foreach (var sent in Attempts(client, name, reference, id))
                    {
                        present(sent);
                        Assert.InRange((await client.SendAsync(sent)).Status, 200, 499);
                        attempts++;
                    }
                }
            }
        }

        Assert.True(attempts > 1000, $"{attempts}");
        Assert.Equal(before, Proposals.Json(await bench.ReadAsync(id)));
        Assert.Empty(bench.Executor.Changes());
        Assert.DoesNotContain(bench.Workflow.Calls, c => c.Method == "Resume");
    }

    [Fact]
    public async Task Proposals_ToldThatARequestCameByMcp_DecidesForNobody()
    {
        // In LOCAL_MOCK anybody's key decides, so that only the mark can be why not.
        var bench = new Bench { Tokens = world.Tokens };
        Machine.Behind(bench);
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var body = Events.Envelope("approve_action", new JsonObject { ["approval_token"] = proposed["approval_token"] }, Users.Lead);

        var marked = await bench.SendAsync(Events.Post("/operations/approve", body).With("X-OpsAgent-Source", "mcp"));
        var atConsole = await bench.SendAsync(Events.Post("/operations/approve", body).With("X-OpsAgent-Source", "mcp").Without("X-API-Key").With("Authorization", Bearer(MatrixCredential.ConsoleClient)));
        var plain = await bench.SendAsync(Events.Post("/operations/approve", body.DeepClone()));

        Assert.Equal(("VERIFIED_IDENTITY_REQUIRED", "VERIFIED_IDENTITY_REQUIRED"), (marked.Code, atConsole.Code));
        Assert.True(plain.Success, plain.Raw);
    }

    [Fact]
    public async Task Token_OfTheConsole_IsAProgramsByMcp()
    {
        var bench = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive }, Tokens = world.Tokens };
        Machine.Behind(bench);
        var client = new RawClient(bench);
        var parameters = new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs." };
        var draft = await client.SendAsync(AtConsole(client.Event("tools/call", new JsonObject { ["name"] = "draft", ["arguments"] = RawClient.Change(parameters) })));
        var change = RawClient.Change(parameters, (string)draft.Data["plan_hash"]!);

        var proposed = await client.SendAsync(AtConsole(client.Event("tools/call", new JsonObject { ["name"] = "propose", ["arguments"] = change })));

        var proposal = await bench.ReadAsync(ProposalId.TryParse((string)proposed.Data["proposal_id"]!)!.Value);
        Assert.Equal((Users.Lead, IdentityKind.Verified, RequestSource.Mcp, false), (proposal.Requester.UserId, proposal.Requester.Identity, proposal.Requester.Source, proposal.Requester.InPerson));
    }

    [Fact]
    public void Mcp_InAllThatItMayRun_TouchesNoProposal()
    {
        var mcp = CallGraph.From(Deployed, typeof(McpFunction), typeof(ApiPipeline));

        Assert.Contains("Amazon.Runtime.AmazonServiceClient.InvokeAsync", mcp.Outside);
        Assert.Empty(mcp.Types.Where(t => Array.Exists(Hands, h => h.IsAssignableFrom(t))).Select(t => t.FullName));
        Assert.DoesNotContain(mcp.Outside, m => m.StartsWith("Amazon.StepFunctions.IAmazon", StringComparison.Ordinal));
    }

    [Fact]
    public void Mcp_AsItIsMade_HoldsNothingOfProposals()
    {
        var bench = new Bench { Change = ports => ports with { ProposalsFunction = () => Untouchable.Of<IProposalsFunction>() } };

        Assert.Empty(HeldObjects.Of(bench.Function(FunctionNames.Mcp)).Where(o => Array.Exists(Hands, h => h.IsInstanceOfType(o))).Select(o => o.GetType().FullName));
    }

    private static IEnumerable<JsonObject> Attempts(RawClient client, string name, JsonObject reference, ProposalId id)
    {
        yield return client.Event("tools/call", new JsonObject { ["name"] = name, ["arguments"] = reference.DeepClone() });
        yield return client.Event(name, reference.DeepClone().AsObject());
        yield return client.Event("resources/read", new JsonObject { ["uri"] = $"opsagent://proposals/{id}/{name}" });
        yield return client.Event("prompts/get", new JsonObject { ["name"] = name, ["arguments"] = reference.DeepClone() });
        yield return client.Event("tools/call", new JsonObject { ["name"] = "draft", ["arguments"] = new JsonObject { ["operation"] = name, ["parameters"] = reference.DeepClone() } });
        yield return client.Event("tools/call", new JsonObject { ["name"] = "propose", ["arguments"] = new JsonObject { ["operation"] = name, ["parameters"] = reference.DeepClone(), ["plan_hash"] = "0123abcd" } });
        yield return client.Event("tasks/update", new JsonObject { ["taskId"] = id.Value, ["inputResponses"] = new JsonObject { [name] = reference.DeepClone() } });
        yield return Events.Event("POST", $"/operations/{name}", reference.ToJsonString()).With("X-OpsAgent-User", Users.Lead.Value);

        var injected = client.Event("tools/call", new JsonObject { ["name"] = "get_proposal", ["arguments"] = new JsonObject { ["proposal_id"] = id.Value } });
        var message = JsonNode.Parse((string)injected["body"]!)!.AsObject();
        var meta = message["params"]!["_meta"]?.AsObject() ?? [];
        (meta[name], meta["decision"], meta["channel"], meta["source"]) = (reference.DeepClone(), name, "console", "console");
        message["params"]!["_meta"] = meta.DeepClone();
        yield return injected.WithBody(message.ToJsonString());
    }

    private JsonObject AtConsole(JsonObject sent) => sent.Without("X-API-Key").Without("X-OpsAgent-User").With("Authorization", Bearer(MatrixCredential.ConsoleClient));

    private string Bearer(string client) => $"Bearer {world.Issuer.Token(Users.Lead.Value, Moments.Start, c => c["azp"] = client)}";
}
