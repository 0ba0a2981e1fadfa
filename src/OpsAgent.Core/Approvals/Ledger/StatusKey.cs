using System.Diagnostics.CodeAnalysis;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>A proposal's status as the stores' indexes and cursors have spelt it since the first version: the wire name with a capital.</summary>
public static class StatusKey
{
    public static string Of(ProposalStatus status)
    {
        var name = WireName.Of(status);
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    public static bool TryParse([NotNullWhen(true)] string? key, out ProposalStatus status)
    {
        status = default;
        return key is { Length: > 0 } && WireName.TryParse($"{char.ToLowerInvariant(key[0])}{key[1..]}", out status) && Of(status) == key;
    }
}
