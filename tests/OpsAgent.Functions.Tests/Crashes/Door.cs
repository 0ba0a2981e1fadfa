using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>The faces by which a person decides as themselves: signed channels and the console, whatever their wire is.</summary>
internal sealed class Door(AgentOptions options, Ports ports, ProposalLedger ledger, TimeProvider time)
{
    public const string Name = "InPerson";

    public static JsonObject Approve(UserId by, RequestSource source, ProposalId proposal, string planHash) => new()
    {
        ["by"] = by.Value,
        ["channel"] = source.ToString(),
        ["proposal_id"] = proposal.Value,
        ["plan_hash"] = planHash,
    };

    public const string NoRefusal = "none";

    /// <returns>The code of the refusal, or that there is none.</returns>
    public async Task<JsonElement> DecideAsync(JsonNode input)
    {
        var person = Users.Verified(Users.Id(Asl.Text(input["by"])), Enum.Parse<RequestSource>(Asl.Text(input["channel"])));
        var reference = new ProposalReference.ById(ProposalId.TryParse(Asl.Text(input["proposal_id"]))!.Value, Asl.Text(input["plan_hash"]));
        var decider = new Decider(options, ports.ApprovalStore, ledger, new ProposalWatch(ports.ApprovalStore, time), ports.StateMachine, new DecisionSigner(options, ports.SigningKey(), ports.Decisions, ports.StateMachine), ports.Incidents, ports.Notifier, time);
        var request = Users.Request(person, options.Mode);
        if (person.Source is RequestSource.Slack or RequestSource.Teams)
        {
            request = request with { Caller = request.Caller with { Decision = new RequestedDecision("approve", reference.Id.Value, reference.PlanHash, "press-1") } };
        }

        var outcome = await decider.ApproveAsync(reference, request, CancellationToken.None);
        return new JsonObject { ["code"] = outcome.Succeeded(out _, out var refusal) ? NoRefusal : WireName.Of(refusal.Code) }.ToElement();
    }
}
