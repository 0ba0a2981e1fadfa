using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// Proposals' routes as Chat calls them: by the function Proposals, with the credentials that came with the message, so that
/// it proves the person itself. What comes back is read into records that have no place for an approval token.
/// </summary>
internal sealed class ProposalsApi(IProposalsFunction function)
{
    private const string Action = "lambda:InvokeFunction";

    /// <param name="call">A request to one of Proposals' routes, inside the one that carries the credentials.</param>
    /// <exception cref="AwsException">Proposals gave no answer that can be read. It may have done what it was asked.</exception>
    public Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken) => (call.Method, call.Path) switch
    {
        ("GET", ["operations", "proposals"]) => AskAsync(call, ProposalsJson.Default.ProposalListView, cancellationToken),
        ("GET", ["operations", "proposals", var id]) when ProposalId.TryParse(id) is null =>
            Task.FromResult<Outcome<ApiBody>>(ParameterSet.Invalid("proposal_id", "must be a proposal id: 26 characters of a ULID", null)),
        ("POST", ["operations", _, ProposalsFunction.Preview]) => AskAsync(call, ProposalsJson.Default.PreviewView, cancellationToken),
        _ => AskAsync(call, ProposalsJson.Default.ProposalView, cancellationToken),
    };

    /// <exception cref="AwsException">It cannot be found out.</exception>
    public async Task<bool> ExistsAsync(ProposalId id, ApiCall call, CancellationToken cancellationToken)
    {
        var inner = call with { Method = "GET", Path = ["operations", "proposals", id.Value] };
        var refusal = (await HandleAsync(inner, cancellationToken)).Succeeded(out var body, out var refused) ? body.Error : refused;
        return refusal?.Code switch
        {
            null => true,
            ErrorCode.ResourceNotFound => false,
            var code => throw new AwsException(code.Value, Action, FunctionNames.Proposals, refusal.Message),
        };
    }

    /// <exception cref="AwsException">They cannot be found out.</exception>
    public async Task<PendingProposals> ListPendingAsync(int limit, ApiCall call, CancellationToken cancellationToken)
    {
        var inner = call with { Method = "GET", Path = ["operations", "proposals"] };
        var refusal = (await HandleAsync(inner, cancellationToken)).Succeeded(out var body, out var refused) ? body.Error : refused;
        if (refusal is not null)
        {
            throw new AwsException(refusal.Code, Action, FunctionNames.Proposals, refusal.Message);
        }

        var (count, proposals) = (ProposalListView)body!.Content.Value!;
        return new PendingProposals(
            [.. proposals.Take(limit).Select(p => new PendingProposal(p.ProposalId, p.ActionSummary, p.RequestedBy, p.RiskLevel, p.ExpiresAt))], count > limit);
    }

    private async Task<Outcome<ApiBody>> AskAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : notnull
    {
        var answer = await function.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(EventOf(call), EventsJson.Default.APIGatewayProxyRequest), cancellationToken);
        try
        {
            var body = JsonSerializer.Deserialize(answer.Span, EventsJson.Default.APIGatewayProxyResponse)?.Body ?? throw new JsonException("There is no body.");
            var status = JsonSerializer.Deserialize(body, ProposalsJson.Default.AnswerStatus)!;
            if (status.Error is { } error)
            {
                return new ApiBody(ApiContent.None, error, Proposal: ProposalId.TryParse(status.ProposalId));
            }

            var view = JsonSerializer.Deserialize(body, type)!;
            var proposal = call.Method == "GET" ? null : view as ProposalView;
            return new ApiBody(ApiContent.Of(view, type), null, proposal?.Plan?.Operation, (proposal?.Plan ?? (view as PreviewView)?.Plan)?.Target.Arn, ProposalId.TryParse(proposal?.ProposalId))
            {
                Unreadable = status.Unreadable,
            };
        }
        catch (JsonException e)
        {
            throw new AwsException(
                ErrorCode.AwsServiceError, Action, FunctionNames.Proposals, "The answer of the function Proposals cannot be read. It may have done what you asked: look at the proposals before you send it again.", e);
        }
    }

    // Nothing of the message but who sent it and from where: what it asks for stands in the inner request.
    private static APIGatewayProxyRequest EventOf(ApiCall call)
    {
        var outer = call.Event;
        var headers = new Dictionary<string, string?>
        {
            [CredentialHeaders.Authorization] = Headers.Find(outer, CredentialHeaders.Authorization),
            [Headers.ApiKey] = Headers.Find(outer, Headers.ApiKey),
            [Headers.SignedRequest] = Headers.Find(outer, Headers.SignedRequest),
            [Headers.Source] = call.Request.Caller.Person.Source is RequestSource.Mcp ? WireName.Of(RequestSource.Mcp) : null,
            [Headers.Quiet] = call.Method == "GET" ? "yes" : null,
            [Headers.User] = NamedUser(outer),
            [Headers.CorrelationId] = call.Request.CorrelationId,
            [Headers.IdempotencyKey] = call.Method == "GET" ? null : call.IdempotencyKey ?? $"chat-{outer.RequestContext?.RequestId ?? call.Request.CorrelationId}",
            [Headers.IfMatch] = call.IfMatch,
        };
        return InnerRequest.Of(call.Method, $"/{string.Join('/', call.Path)}", headers, call.Method == "GET" ? null : call.Body.GetRawText(), outer);
    }

    private static string? NamedUser(APIGatewayProxyRequest outer) =>
        JsonBody.Read(outer).Succeeded(out var body, out _) && RequestUser.Take(outer, body).Succeeded(out var named, out _) ? named.Name : null;
}
