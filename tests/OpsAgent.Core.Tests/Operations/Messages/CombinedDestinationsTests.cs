using OpsAgent.Core.Operations.Messages;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations.Messages;

public sealed class CombinedDestinationsTests
{
    private readonly RecordingDestinations first = new("notifications");
    private readonly RecordingDestinations second = new("ops", "notifications");

    [Fact]
    public async Task Names_OfAll_AreInOrderAndOnce() => Assert.Equal(["notifications", "ops"], await All().NamesAsync(CancellationToken.None));

    [Fact]
    public async Task Post_ToANameOfTwo_GoesToTheFirst()
    {
        Assert.Null((await PostAsync("notifications")).Problem);

        Assert.Single(first.Posts);
        Assert.Empty(second.Posts);
    }

    [Fact]
    public async Task Post_ToANameOfOne_GoesThere()
    {
        Assert.Null((await PostAsync("ops")).Problem);

        Assert.Empty(first.Posts);
        Assert.Single(second.Posts);
    }

    [Fact]
    public async Task Post_ToANameOfNone_IsNotPosted()
    {
        var delivery = await PostAsync("random");

        Assert.Equal(("there is no channel random.", false), (delivery.Problem, delivery.MayBePosted));
        Assert.Empty(first.Posts.Concat(second.Posts));
    }

    private CombinedDestinations All() => new(first, second);

    private Task<Delivery> PostAsync(string channel) => All().PostAsync(new OutgoingMessage(channel, "text", Users.Engineer, Moments.Start), CancellationToken.None);
}
