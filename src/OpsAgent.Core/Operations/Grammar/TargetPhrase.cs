using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Grammar;

/// <summary>A kind of thing that an operation works on, and how its name becomes parameters.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Parameters">
/// One parameter for the whole name, or one for each part between slashes, the container first: <c>cluster/service</c>.
/// An empty string passes its part over.
/// </param>
public sealed record TargetPhrase(SubjectKind Kind, params IReadOnlyList<string> Parameters)
{
    /// <summary>The parameter that takes an ARN instead, or null.</summary>
    public string? ArnParameter { get; init; }

    /// <summary>Writes the name into the parameters.</summary>
    public void Put(JsonObject parameters, string name)
    {
        if (ArnParameter is not null && name.StartsWith("arn:", StringComparison.Ordinal))
        {
            parameters[ArnParameter] = name;
            return;
        }

        var parts = Parameters.Count == 1 ? [name] : name.Split('/');
        for (var i = 0; i < Math.Min(parts.Length, Parameters.Count); i++)
        {
            if (Parameters[i].Length > 0)
            {
                parameters[Parameters[i]] = parts[i];
            }
        }
    }
}
