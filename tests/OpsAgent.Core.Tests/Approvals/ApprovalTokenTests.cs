using System.Security.Cryptography;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class ApprovalTokenTests
{
    [Fact]
    public void Mint_FromAnIdSource_HasThePrefixAndThirtyTwoBase62Characters()
    {
        var ids = new IdSource(new LeapingTime(), new SeededRandom(7));

        for (var i = 0; i < 200; i++)
        {
            Assert.Matches(@"^approve-[0-9A-Za-z]{32}\z", ids.NewApprovalToken().Reveal());
        }
    }

    [Fact]
    public void Mint_ManyTimes_DrawsEveryCharacterAboutEquallyOften()
    {
        var ids = new IdSource(new LeapingTime(), new SeededRandom(11));

        var counts = Enumerable.Range(0, 2000).SelectMany(_ => ids.NewApprovalToken().Reveal()[8..]).CountBy(c => c).ToDictionary();

        Assert.Equal(62, counts.Count);
        // 64,000 draws, 1,032 expected of each; a modulo bias would give the first eight 25 % more.
        Assert.All(counts.Values, n => Assert.InRange(n, 850, 1215));
    }

    [Fact]
    public void Mint_BytesBeyondTheLastWholeSixtyTwo_AreDrawnAgain()
    {
        var ids = new IdSource(new LeapingTime(), new Repeating(248, 255, 0, 61, 62, 247));

        Assert.Equal("approve-0z0z0z0z0z0z0z0z0z0z0z0z0z0z0z0z", ids.NewApprovalToken().Reveal());
    }

    [Theory]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMNOP")]
    [InlineData("  approve-0123456789ABCDEFabcdefGHIJKLMNOP\n")]
    public void TryParse_WellFormed_RevealsTheTokenTrimmed(string text) =>
        Assert.Equal("approve-0123456789ABCDEFabcdefGHIJKLMNOP", ApprovalToken.TryParse(text)?.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("approve-")]
    [InlineData("approve--123456789ABCDEFabcdefGHIJKLMNOP")]
    [InlineData("0123456789ABCDEFabcdefGHIJKLMNOP")]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMNO")]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMNOPQ")]
    [InlineData("Approve-0123456789ABCDEFabcdefGHIJKLMNOP")]
    [InlineData("approve_0123456789ABCDEFabcdefGHIJKLMNOP")]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMN_P")]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMN P")]
    [InlineData("approve-0123456789ABCDEFabcdefGHIJKLMNÖP")]
    public void TryParse_Malformed_IsNull(string? text) => Assert.Null(ApprovalToken.TryParse(text));

    [Fact]
    public void Hash_OfAToken_IsTheSha256OfItsText()
    {
        var token = ApprovalToken.TryParse("approve-0123456789ABCDEFabcdefGHIJKLMNOP")!;

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("approve-0123456789ABCDEFabcdefGHIJKLMNOP"u8)), token.Hash().Value);
    }

    [Fact]
    public void ToString_OfWhateverHoldsAToken_DoesNotRevealIt()
    {
        var token = Proposals.Token(4711);

        Assert.Equal("[approval token]", token.ToString());
        Assert.DoesNotContain("4711", $"{new ProposalReference.ByToken(token)} {new ProposeResult(Proposals.In(ProposalStatus.Pending), token)}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public void ToString_OfAProposal_DoesNotRevealTheTaskToken(ProposalStatus status)
    {
        var proposal = Proposals.In(status);

        Assert.DoesNotContain(Proposals.TaskTokenText, $"{proposal} {proposal.Wait} {new ProposalCommand.Await(Proposals.Wait)} {new Transition.NoEffect(proposal)}", StringComparison.Ordinal);
        Assert.Equal("[task token]", new TaskToken("secret").ToString());
    }

    public static TheoryData<ProposalStatus> EveryStatus { get; } = [.. Enum.GetValues<ProposalStatus>()];

    private sealed class Repeating(params byte[] bytes) : RandomNumberGenerator
    {
        private int _at;

        public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

        public override void GetBytes(Span<byte> data)
        {
            foreach (ref var value in data)
            {
                value = bytes[_at++ % bytes.Length];
            }
        }
    }
}
