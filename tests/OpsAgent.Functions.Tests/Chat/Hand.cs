using System.Text.Json;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.WorkflowOperations;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>Carries out intents for one person as Chat does, without words that lead to them, and remembers.</summary>
internal sealed class Hand(Bench bench, UserId user)
{
    public Memory Memory { get; private set; } = new();

    public Task<ChatReply> DoAsync(params IReadOnlyList<Intent> intents) => RunAsync((actions, _, call) => actions.RunAsync(intents, Memory, call));

    public Task<ChatReply> ConfirmAsync(string draft) => RunAsync((actions, _, call) => actions.ConfirmAsync(draft, Memory, call));

    /// <summary>As a model's tool does.</summary>
    public Task<ChatReply> DraftByModelAsync(Intent.MakeDraft asked) => RunAsync((_, drafts, call) => drafts.MakeAsync(asked, Memory, call, byModel: true));

    private async Task<ChatReply> RunAsync(Func<ChatActions, ChatDrafts, ApiCall, Task<ChatReply>> run)
    {
        var (ports, catalog) = (bench.Ports, bench.Catalogue);
        var ids = new IdSource(bench.Time, new TestKit.SeededRandom(5));
        var authenticator = new Authenticator(ports.Parameters, new RoleDirectory(ports.Parameters), bench.Agent, bench.Time, ports.Tokens);
        var pipeline = new ApiPipeline(bench.Agent, authenticator, new RateLimits(bench.Agent, ports.Rates, bench.Time), ports.AuditTrail, new AuditEventFactory(ids, bench.Time), ids, bench.Time);
        var proposals = new ProposalsApi(new InvokedProposals(bench));
        var operations = new ChatOperations(
            catalog,
            pipeline,
            new DiagnosticsFunction(catalog.Only<DiagnosticOperation>(), ports.Readers, ports.SharedCache, _ => ports.PendingProposals.ListPendingAsync, bench.Time),
            proposals,
            call => new WorkflowOperationsFunction(
                catalog.Only<WorkflowOperation>(),
                new WorkflowOperationRunner(new WorkflowOperationPorts(ports.Incidents, ports.Destinations, (id, stop) => proposals.ExistsAsync(id, call, stop), ports.Notifier), bench.Time)));
        var drafts = new ChatDrafts(catalog, operations, ports.Readers, ports.Rates, ids, bench.Time);
        var actions = new ChatActions(catalog, Language.English, operations, drafts);

        ChatReply? reply = null;
        var body = new System.Text.Json.Nodes.JsonObject { ["message"] = "x", ["user_context"] = new System.Text.Json.Nodes.JsonObject { ["user_id"] = user.Value } };
        var sent = JsonSerializer.Deserialize(Events.Post("/chat", body).ToJsonString(), EventsJson.Default.APIGatewayProxyRequest)!;
        using var deadline = new InvocationDeadline(bench.Context(), bench.Time);
        var answer = await bench.PassTimeAsync(pipeline.AnswerAsync(sent, bench.Context(), deadline, async (call, _) =>
        {
            reply = await run(actions, drafts, call);
            return new ApiBody(ApiContent.None);
        }));

        // As a store gives it back.
        var session = Session.New(SessionId.New(ids), new Person(user, IdentityKind.Asserted, RequestSource.Api), bench.Time.GetUtcNow()) with { Memory = (reply ?? throw new InvalidOperationException(answer.Body)).Memory };
        Memory = JsonSerializer.Deserialize(JsonSerializer.Serialize(session, ChatJson.Default.Session), ChatJson.Default.Session)!.Memory;
        return reply;
    }
}
