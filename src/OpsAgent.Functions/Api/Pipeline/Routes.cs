using OpsAgent.Core.Operations;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>Every HTTP route, read off the catalogue: what API Gateway and the local front door hold.</summary>
public static class Routes
{
    /// <summary>Where an MCP client learns where tokens come from (RFC 9728), as a 401 says it.</summary>
    public const string McpMetadata = "/.well-known/oauth-protected-resource/mcp";

    public static IReadOnlyList<Route> Of(OperationCatalog catalog) =>
    [
        new("GET", "/health", FunctionNames.Health),
        new("HEAD", "/health", FunctionNames.Health),
        new("POST", "/operations/diagnostic", FunctionNames.Diagnostics),
        new("POST", "/operations/propose", FunctionNames.Proposals),
        new("POST", "/operations/approve", FunctionNames.Proposals),
        new("POST", "/operations/deny", FunctionNames.Proposals),
        new("POST", "/operations/withdraw", FunctionNames.Proposals),
        new("POST", "/operations/adopt", FunctionNames.Proposals),
        new("POST", "/operations/break_glass", FunctionNames.Proposals),
        new("POST", "/operations/review_break_glass", FunctionNames.Proposals),
        new("POST", "/operations/propose_again", FunctionNames.Proposals),
        new("POST", "/operations/approve_action", FunctionNames.Proposals),
        new("POST", "/operations/deny_action", FunctionNames.Proposals),
        new("POST", "/operations/withdraw_action", FunctionNames.Proposals),
        new("POST", "/operations/workflow", FunctionNames.WorkflowOperations),
        new("GET", "/operations/proposals", FunctionNames.Proposals),
        new("GET", "/operations/proposals/{proposal_id}", FunctionNames.Proposals),
        new("POST", "/chat", FunctionNames.Chat),
        new("POST", ChatWebhooksFunction.SlackCommands, FunctionNames.ChatWebhooks),
        new("POST", ChatWebhooksFunction.SlackEvents, FunctionNames.ChatWebhooks),
        new("POST", ChatWebhooksFunction.SlackInteractions, FunctionNames.ChatWebhooks),
        new("POST", ChatWebhooksFunction.TeamsMessages, FunctionNames.ChatWebhooks),
        new("POST", "/mcp", FunctionNames.Mcp),
        new("GET", "/mcp", FunctionNames.Mcp),
        new("DELETE", "/mcp", FunctionNames.Mcp),
        new("GET", "/.well-known/oauth-protected-resource", FunctionNames.Mcp),
        new("GET", McpMetadata, FunctionNames.Mcp),
        new("GET", "/console/me", FunctionNames.Console),
        new("GET", "/console/proposals", FunctionNames.Console),
        new("GET", "/console/proposals/{proposal_id}", FunctionNames.Console),
        new("GET", "/console/statemachine", FunctionNames.Console),
        new("GET", "/console/audit", FunctionNames.Console),
        new("GET", "/console/chains/{chain}", FunctionNames.Console),
        new("GET", "/console/incidents", FunctionNames.Console),
        new("GET", "/console/report", FunctionNames.Console),
        .. catalog.Operations.OfType<DiagnosticOperation>().Select(o => new Route("GET", $"/operations/{o.Name}", FunctionNames.Diagnostics)),
        .. catalog.Operations.OfType<WriteOperation>().Select(o => new Route("POST", $"/operations/{o.Name}", FunctionNames.Proposals)),
        .. catalog.Operations.OfType<WorkflowOperation>().Select(o => new Route("POST", $"/operations/{o.Name}", FunctionNames.WorkflowOperations)),
    ];
}
