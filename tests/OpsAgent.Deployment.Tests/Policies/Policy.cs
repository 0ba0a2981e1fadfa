using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>An IAM policy document. Elements that this evaluator does not support are errors.</summary>
public sealed record Policy(IReadOnlyList<Statement> Statements)
{
    /// <exception cref="FormatException">Not a policy of version 2012-10-17.</exception>
    /// <exception cref="NotSupportedException">A condition operator or a policy variable that is not known here.</exception>
    public static Policy Parse(JsonNode document)
    {
        if (document["Version"]?.GetValue<string>() != "2012-10-17")
        {
            throw new FormatException("A policy needs Version 2012-10-17.");
        }

        var statements = document["Statement"] is JsonArray several ? several.Select(s => s!) : [document["Statement"]!];
        return new Policy([.. statements.Select(Statement.Parse)]);
    }

    public static Policy Parse(string json) => Parse(JsonNode.Parse(json)!);

    /// <returns>The decision of all policies together: an explicit deny overrides any allow.</returns>
    public static Decision Decide(IEnumerable<Policy> policies, AccessRequest request)
    {
        var applying = policies.SelectMany(p => p.Statements).Where(s => s.AppliesTo(request)).ToList();
        return applying.Count == 0 ? Decision.ImplicitDeny
            : applying.All(s => s.Allows) ? Decision.Allow
            : Decision.ExplicitDeny;
    }

    /// <returns>The decision for a session: both the role's policies and the session policy must allow.</returns>
    public static Decision DecideInSession(IEnumerable<Policy> ofRole, Policy ofSession, AccessRequest request)
    {
        Decision[] decisions = [Decide(ofRole, request), Decide([ofSession], request)];
        return decisions.Contains(Decision.ExplicitDeny) ? Decision.ExplicitDeny
            : decisions.Contains(Decision.ImplicitDeny) ? Decision.ImplicitDeny
            : Decision.Allow;
    }
}
