using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Console;

/// <summary>
/// What the web console reads. It has no way to change anything: decisions go to Proposals.
/// <list type="table">
/// <item><term>anybody who may look</term><description>me, proposals, one proposal, the state machine, incidents</description></item>
/// <item><term>approvers and administrators</term><description>the audit, its chains and the report, which tell of everybody</description></item>
/// </list>
/// In SANDBOX_LIVE all of it takes a verified identity.
/// </summary>
public sealed class ConsoleFunction(AgentOptions options, ProposalReader proposals, ConsoleReader reader)
{
    private static readonly ParameterSet Nothing = new([]);

    public async Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var caller = call.Request.Caller;
        if (call.Path is ["console", "audit" or "chains" or "report", ..] && CheckAuditRole(caller) is { } lacking)
        {
            return lacking;
        }

        if (options.Mode is ExecutionMode.SandboxLive && caller.Person.Identity is not IdentityKind.Verified)
        {
            return new Refusal(ErrorCode.VerifiedIdentityRequired, "The console takes a verified identity here: sign in at your identity provider.");
        }

        if (!ParametersOf(call.Path).Validate(call.Body).Succeeded(out var given, out var refusal))
        {
            return refusal;
        }

        return call.Path switch
        {
            ["console", "me"] => Body(ConsoleMeAnswer.Of(caller, options), ApiJson.Default.ConsoleMeAnswer),
            ["console", "proposals"] => Polled(await reader.ProposalsAsync(given.RequiredText("state"), caller, cancellationToken)),
            ["console", "proposals", var id] => Polled(await proposals.ShowAsync(id, caller, cancellationToken)),
            ["console", "statemachine"] => Body(ConsoleStateMachineAnswer.Read(), ApiJson.Default.ConsoleStateMachineAnswer),
            ["console", "audit"] => await reader.SearchAsync(given, cancellationToken),
            ["console", "chains", var chain] => await reader.ChainAsync(chain, cancellationToken),
            ["console", "incidents"] => await reader.IncidentsAsync(given, cancellationToken),
            ["console", "report"] => await reader.ReportAsync(given, caller, cancellationToken),
            _ => ApiCall.NoSuchRoute(string.Join('/', call.Path)),
        };
    }

    /// <returns>The query parameters of a route.</returns>
    internal static ParameterSet ParametersOf(IReadOnlyList<string> path) => path switch
    {
        ["console", "proposals"] => ConsoleReader.ProposalsParameters,
        ["console", "audit"] => ConsoleReader.AuditParameters,
        ["console", "incidents"] => ConsoleReader.IncidentsParameters,
        ["console", "report"] => ConsoleReader.ReportParameters,
        _ => Nothing,
    };

    private static Refusal? CheckAuditRole(Caller caller) => caller.CheckRole(Roles.Administer) is null ? null : caller.CheckRole(Roles.Approve);

    private static ApiBody Body<T>(T answer, JsonTypeInfo<T> type)
        where T : notnull => new(ApiContent.Of(answer, type));

    private static Outcome<ApiBody> Polled(Outcome<ApiBody> outcome) =>
        outcome.Succeeded(out var body, out var refusal) ? body with { IsPoll = true } : refusal;
}
