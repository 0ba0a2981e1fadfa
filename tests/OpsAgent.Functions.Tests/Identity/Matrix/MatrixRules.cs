using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>Who gets what, written down once more and on its own: in words of the contract, without the code's.</summary>
internal static class MatrixRules
{
    public static (int Status, string? Code) Answer(MatrixRoute route, MatrixCredential credential, MatrixUser user, ExecutionMode mode)
    {
        if (route.Role is null)
        {
            return route.Through;
        }

        if (!credential.Holds || credential.NamesAnother)
        {
            return (401, "AUTHENTICATION_FAILED");
        }

        if (user.Roles.Length == 0)
        {
            return (403, "USER_NOT_AUTHORIZED");
        }

        if (!route.Role.Split(" or ").Intersect(user.Roles).Any())
        {
            return (403, "ROLE_REQUIRED");
        }

        var needsProof = (route.IsConsole && mode is ExecutionMode.SandboxLive) || (route.ById && mode is not ExecutionMode.LocalMock);
        var mayDecide = !credential.IsVerified ? mode is not ExecutionMode.SandboxLive : credential.InPerson || (credential.IsListed && !route.ById);
        return (needsProof && !credential.IsVerified) || (route.Decides && !mayDecide) || (route.IsInPerson && !credential.InPerson) ? (200, "VERIFIED_IDENTITY_REQUIRED") : route.Through;
    }

    /// <returns>What the authorizer says, which sees no body: Allow, Deny or Unauthorized.</returns>
    public static string Authorizer(MatrixRoute route, MatrixCredential credential, MatrixUser user)
    {
        var seesTheName = route.Body is null;
        if (!credential.Holds || (credential.NamesAnother && seesTheName))
        {
            return "Unauthorized";
        }

        return user.Roles.Length == 0 && (credential.IsVerified || seesTheName) ? "Deny" : "Allow";
    }
}
