using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Pipeline;

/// <param name="Method">GET, POST, HEAD or DELETE.</param>
/// <param name="Path">The path, with <c>{proposal_id}</c> where a segment varies.</param>
/// <param name="Function">The function that answers it.</param>
public sealed record Route(string Method, string Path, string Function)
{
    /// <summary>
    /// Whether API Gateway asks the authorizer first; the function checks the caller again. Chat services sign what they send, and
    /// an MCP client asks without credentials where its tokens come from.
    /// </summary>
    public bool HasAuthorizer => Function switch
    {
        FunctionNames.Health or FunctionNames.ChatWebhooks => false,
        FunctionNames.Mcp => Method == "POST",
        _ => true,
    };
}
