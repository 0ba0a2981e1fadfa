using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Audit;

/// <summary>One act of somebody who can write to the audit store but not to the head that is kept elsewhere.</summary>
public sealed record Tampering(int Length, int Kind, int At, int With)
{
    public const int Kinds = 13;

    /// <returns>The chain afterwards.</returns>
    public IReadOnlyList<AuditEvent> On(IReadOnlyList<AuditEvent> chain)
    {
        var (links, at, with) = (chain.ToList(), At % chain.Count, With % chain.Count);
        switch (Kind)
        {
            case 0: // a character of the text
                var position = With % links[at].Body.Length;
                links[at] = links[at] with { Body = links[at].Body.Remove(position, 1).Insert(position, links[at].Body[position] == 'x' ? "y" : "x") };
                break;
            case 1: // the text, with its hash made to fit
                links[at] = AuditChainTests.Rehashed(links[at], b => b.Replace($"event {at + 1}", $"forged {With}", StringComparison.Ordinal));
                break;
            case 2: // white space, with its hash made to fit
                links[at] = AuditChainTests.Rehashed(links[at], b => b.Insert(1, " "));
                break;
            case 3: // the hash
                links[at] = links[at] with { Hash = CanonicalJson.Hash($"{With}") };
                break;
            case 4: // removed
                links.RemoveAt(at);
                break;
            case 5: // swapped
                (links[at], links[with]) = (links[with], links[at]);
                break;
            case 6: // swapped, numbers made to fit
                (links[at], links[with]) = (links[with] with { Sequence = at + 1 }, links[at] with { Sequence = with + 1 });
                break;
            case 7: // one more of the same
                links.Insert(at, links[with]);
                break;
            case 8: // one more that fits in front of those behind it
                links.Insert(at, AuditChainTests.Chain(at + 1, "inserted")[at]);
                break;
            case 9: // one more at the end that follows
                links.Add(AuditChainTests.Chain(chain.Count + 1)[^1]);
                break;
            case 11: // to be deleted at another time
                links[at] = links[at] with { HasOtherEnd = true };
                break;
            case 10: // the tail cut off
                links.RemoveRange(at, links.Count - at);
                break;
            default: // everything written anew
                links = [.. AuditChainTests.Chain(links.Count, "anew")];
                break;
        }

        return links;
    }
}

public static class Tamperings
{
    public static Arbitrary<Tampering> Arbitrary() => Arb.From(
        from length in Gen.Choose(1, 8)
        from kind in Gen.Choose(0, Tampering.Kinds - 1)
        from at in Gen.Choose(0, 1000)
        from with in Gen.Choose(0, 1000)
        select new Tampering(length, kind, at, with));
}

public sealed class AuditChainProperties
{
    [Property(Arbitrary = [typeof(Tamperings)], MaxTest = 3000)]
    public void FirstFault_WhateverIsDoneToAChain_FindsItByTheHead(Tampering tampering)
    {
        var chain = AuditChainTests.Chain(tampering.Length);

        var tampered = tampering.On(chain);

        Assert.Equal(chain.SequenceEqual(tampered), AuditChain.FindFirstProblem("chain", tampered, AuditChain.HeadOf(chain[^1])) is null);
    }
}
