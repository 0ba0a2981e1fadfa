using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Pipeline;

/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path, with <c>{proposal_id}</c> where a segment varies.</param>
/// <param name="Function">The function that answers it.</param>
public sealed record Route(string Method, string Path, string Function)
{
    /// <summary>Whether API Gateway asks the authorizer first; the function checks the caller again.</summary>
    public bool HasAuthorizer => Function is not (FunctionNames.Health or FunctionNames.ChatWebhooks);
}
