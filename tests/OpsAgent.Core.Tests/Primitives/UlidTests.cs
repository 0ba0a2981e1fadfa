using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Primitives;

public sealed class UlidTests
{
    [Fact]
    public void TimeOf_AUlid_IsWhenItWasMade()
    {
        var made = Moments.Start.AddMilliseconds(7);

        Assert.Equal(made, Ulid.TimeOf(Ulid.Format(made.ToUnixTimeMilliseconds(), new byte[10])));
    }

    [Theory]
    [InlineData("00000000000000000000000000")]
    [InlineData("7zzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void TimeOf_AnythingThatIsOne_IsATimeThatCanBeAddedTo(string ulid)
    {
        Assert.True(Ulid.IsUlid(ulid));
        Assert.True(Ulid.TimeOf(ulid) < Ulid.TimeOf(ulid).AddHours(2));
    }
}
