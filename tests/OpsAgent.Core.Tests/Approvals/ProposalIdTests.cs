using FsCheck.Xunit;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>The ULID's text form too, which nothing else shows.</summary>
public sealed class ProposalIdTests
{
    [Fact]
    public void NewProposalId_Always_IsAUlidInLowerCaseThatParses()
    {
        var ids = new IdSource(new LeapingTime(), new SeededRandom(3));

        for (var i = 0; i < 100; i++)
        {
            var id = ids.NewProposalId();
            Assert.Matches(@"^[0-7][0-9a-hjkmnp-tv-z]{25}\z", id.Value);
            Assert.Equal(id, ProposalId.TryParse(id.Value));
        }
    }

    [Fact]
    public void NewProposalId_ManyInOneMillisecond_AreDifferent()
    {
        var ids = new IdSource(new LeapingTime(), new SeededRandom(3));

        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => ids.NewProposalId()).Distinct().Count());
    }

    [Property]
    public void NewProposalId_LaterMillisecond_SortsLater(ushort first, ushort pause)
    {
        var time = new FakeTimeProvider(Moments.Start + TimeSpan.FromMilliseconds(first * 1000L));
        var ids = new IdSource(time, new SeededRandom(first));

        var early = ids.NewProposalId().Value;
        time.Advance(TimeSpan.FromMilliseconds(pause + 1));

        Assert.True(string.CompareOrdinal(early, ids.NewProposalId().Value) < 0);
    }

    [Fact]
    public void NewProposalId_OfAKnownMoment_BeginsAsTheSpecificationSays()
    {
        // The example of github.com/ulid/spec: 1469918176385 is 01ARYZ6S41.
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385));

        Assert.StartsWith("01aryz6s41", new IdSource(time, new SeededRandom(1)).NewProposalId().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x00, "0000000000000000")]
    [InlineData(0xff, "zzzzzzzzzzzzzzzz")]
    public void NewProposalId_RandomBytes_AllReachTheText(byte value, string random)
    {
        var ids = new IdSource(new FakeTimeProvider(Moments.Start), new Constant(value));

        Assert.Equal(random, ids.NewProposalId().Value[10..]);
    }

    [Theory]
    [InlineData("01KKNG00000000000000000001")]
    [InlineData(" 01kkng00000000000000000001 ")]
    public void TryParse_UpperCaseOrSpace_IsTheSameId(string text) =>
        Assert.Equal("01kkng00000000000000000001", ProposalId.TryParse(text)?.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01kkng0000000000000000000")]
    [InlineData("01kkng000000000000000000011")]
    [InlineData("81kkng00000000000000000001")]
    [InlineData("01kkng0000000000000000000i")]
    [InlineData("01kkng0000000000000000000l")]
    [InlineData("01kkng0000000000000000000o")]
    [InlineData("01kkng0000000000000000000u")]
    [InlineData("01kkng000000000000000000-1")]
    public void TryParse_NotAUlid_IsNull(string? text) => Assert.Null(ProposalId.TryParse(text));

    private sealed class Constant(byte value) : System.Security.Cryptography.RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => Array.Fill(data, value);

        public override void GetBytes(Span<byte> data) => data.Fill(value);
    }
}
