using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// The function Proposals as a chat service's signed request uses it: the request goes along as it came, and Proposals checks
/// whose it is and what it decides itself.
/// </summary>
internal sealed class SignedProposals(IProposalsFunction function)
{
    private const string Action = "lambda:InvokeFunction";

    /// <exception cref="AwsException">There is no answer.</exception>
    public async Task<Outcome<ProposalView>> ShowAsync(string proposalId, SignedRequest signed, APIGatewayProxyRequest outer, CancellationToken cancellationToken)
    {
        var body = await InvokeAsync("GET", $"/operations/proposals/{proposalId}", null, signed, outer, cancellationToken);
        return ErrorOf(body) is { } error ? error : Read(body, b => JsonSerializer.Deserialize(b, ProposalsJson.Default.ProposalView));
    }

    /// <summary>Makes the decision that the request is. The answer comes when it is stored, and not when it is carried out.</summary>
    /// <returns>Null where it was taken.</returns>
    /// <exception cref="AwsException">There is no answer; it may have been taken.</exception>
    public async Task<Refusal?> DecideAsync(RequestedDecision decision, string? reason, SignedRequest signed, APIGatewayProxyRequest outer, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["proposal_id"] = decision.ProposalId, ["plan_hash"] = decision.PlanHash };
        if (decision.Action != "approve")
        {
            parameters["reason"] = reason;
        }

        return ErrorOf(await InvokeAsync("POST", $"/operations/{decision.Action}_action", parameters, signed, outer, cancellationToken));
    }

    private static Refusal? ErrorOf(string body) => Read(body, b => JsonSerializer.Deserialize(b, ProposalsJson.Default.AnswerStatus)).Error;

    private async Task<string> InvokeAsync(
        string method, string path, JsonObject? body, SignedRequest signed, APIGatewayProxyRequest outer, CancellationToken cancellationToken)
    {
        var sent = InnerRequest.Of(method, path, new() { [Headers.SignedRequest] = CredentialHeaders.Text(signed) }, body?.ToJsonString(), outer);
        var answer = await function.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(sent, EventsJson.Default.APIGatewayProxyRequest), cancellationToken);
        return Read(answer, a => JsonSerializer.Deserialize(a.Span, EventsJson.Default.APIGatewayProxyResponse)?.Body);
    }

    private static TResult Read<T, TResult>(T answer, Func<T, TResult?> read)
        where TResult : class
    {
        try
        {
            return read(answer) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new AwsException(ErrorCode.AwsServiceError, Action, FunctionNames.Proposals, "The answer of the function Proposals cannot be read.", e);
        }
    }
}
