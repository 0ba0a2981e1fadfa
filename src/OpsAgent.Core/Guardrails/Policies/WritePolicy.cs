using System.Collections.Immutable;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// The rules that administrators set for writes: the JSON of <see cref="ParameterNames.Policy"/>. Every rule only restricts, so
/// what a policy says is never less strict than the deployment's own parameters.
/// </summary>
public sealed record WritePolicy
{
    public const int CurrentFormat = 1;

    /// <summary>No rule at all: what holds where the parameter does not exist.</summary>
    public static readonly WritePolicy None = new() { Format = CurrentFormat };

    public required int Format { get; init; }

    /// <summary>Named groups of people, by e-mail address.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<UserId>> Groups { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<UserId>>.Empty;

    public ImmutableArray<PolicyRule> Rules { get; init; } = [];

    /// <summary>SHA-256 of its canonical JSON, in hex: which policy a proposal was checked by.</summary>
    public string Hash() => CanonicalJson.Hash(Text());

    /// <returns>Its canonical JSON, the shortest that a parameter can hold it in.</returns>
    public string Text() => PolicyText.Canonical(this);

    /// <summary><see cref="Parse(string, OperationCatalog)"/> for the writes of <see cref="OperationCatalog.Default"/>.</summary>
    public static Outcome<WritePolicy> Parse(string json) => Parse(json, OperationCatalog.Default);

    /// <param name="catalog">Whose writes a rule may name.</param>
    /// <returns>The policy, or in the refusal's message what is wrong and where, and in its details the same as <c>problems</c>; at most 20.</returns>
    public static Outcome<WritePolicy> Parse(string json, OperationCatalog catalog) => PolicyText.Parse(json, catalog);
}
