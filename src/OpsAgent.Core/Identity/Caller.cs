using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>An authenticated person with their current roles.</summary>
public sealed record Caller(Person Person, Roles Roles)
{
    /// <summary>What the roles come from, and who is who.</summary>
    public Authority Authority { get; init; } = Authority.None;

    /// <summary>The client that the bearer token was issued to; null without a token, and where the token does not name it.</summary>
    public string? Client { get; init; }

    /// <summary>What a chat service's signed request decides: then this and nothing else may be decided with it. Null for any other.</summary>
    public RequestedDecision? Decision { get; init; }

    /// <summary>Whether the person signed in at the console, but too long ago to decide.</summary>
    public bool IsSignInTooOld { get; init; }

    public UserId UserId => Person.UserId;

    /// <returns>Null when the caller has the role, else ROLE_REQUIRED.</returns>
    public Refusal? CheckRole(Roles role)
    {
        if (Roles.HasFlag(role))
        {
            return null;
        }

        var (name, parameter) = NameOf(role);
        return new Refusal(
            ErrorCode.RoleRequired,
            $"{UserId} may not do this: it takes the role \"{name}\". Ask an OpsAgent administrator to add you to {parameter}.",
            new JsonObject { ["role"] = name, ["parameter"] = parameter }.ToElement());
    }

    public IReadOnlyList<string> RoleNames() =>
        [.. new[] { Roles.Diagnose, Roles.Operate, Roles.Approve, Roles.Administer }.Where(r => Roles.HasFlag(r)).Select(r => NameOf(r).Name)];

    private static (string Name, string Parameter) NameOf(Roles role) => role switch
    {
        Roles.Diagnose => ("user", ParameterNames.AllowedUsers),
        Roles.Operate => ("operator", ParameterNames.Operators),
        Roles.Approve => ("approver", ParameterNames.Approvers),
        _ => ("admin", ParameterNames.Admins),
    };
}
