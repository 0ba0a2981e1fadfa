using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every counter of requests must do: the MUST sentences of <see cref="IRateCounter"/> as tests.</summary>
public abstract class RateCounterContract
{
    private const int Many = 200;
    private const int Limit = 60;

    private static readonly RateWindow Window = RateWindow.At(Moments.Start);
    private static readonly RateWindow Next = RateWindow.At(Window.End);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One more instance on the one store of the test.</summary>
    protected abstract IRateCounter Create();

    [Fact]
    public async Task Count_OneAfterAnother_CountsFromOne()
    {
        var counter = Create();

        var counts = (await CountAsync(counter, "a"), await CountAsync(counter, "a"), await CountAsync(counter, "a"));

        Assert.Equal((1, 2, 3), counts);
    }

    [Fact]
    public async Task Count_AnotherKeyOrWindow_HasACountOfItsOwn()
    {
        var counter = Create();
        await CountAsync(counter, "a");

        foreach (var key in new[] { "b", "A", "a#", "#a", "a ", "ä", "failures#asserted#x@example.com", new string('k', 400) })
        {
            Assert.Equal(1, await CountAsync(counter, key));
        }

        Assert.Equal(1, await counter.CountAsync("a", Next, Stop));
        Assert.Equal(2, await CountAsync(counter, "a"));
        Assert.Equal(2, await counter.CountAsync("a", Next, Stop));
    }

    [Fact]
    public async Task Count_AWindowLongAfter_BeginsAtOneThoughNothingWasDeleted()
    {
        var counter = Create();
        await CountAsync(counter, "a");

        foreach (var time in new[] { TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(400) })
        {
            Assert.Equal(1, await counter.CountAsync("a", RateWindow.At(Moments.Start + time), Stop));
        }
    }

    [Fact]
    public async Task Count_ManyAtOnceFromTwoInstances_GivesEachCountOnce()
    {
        IRateCounter[] instances = [Create(), Create()];

        var counts = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Run(() => CountAsync(instances[i % 2], "a"), Stop)));

        Assert.Equal(Enumerable.Range(1, Many).Select(i => (long)i), counts.Order());
    }

    [Fact]
    public async Task Limit_ManyAtOnceOnTwoInstances_LetsExactlyTheLimitThrough()
    {
        var time = new FakeTimeProvider(Moments.Start);
        var options = new AgentOptions { Mode = ExecutionMode.LocalMock, Environment = "test", TagPolicy = TagPolicy.Standard("test"), RequestsPerMinute = Limit };
        RateLimits[] instances = [new(options, Create(), time), new(options, Create(), time)];
        var caller = new Caller(new Person(Users.Engineer, IdentityKind.Asserted, RequestSource.Api), Roles.Diagnose);

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Run(
            () => instances[i % 2].RequestAsync(caller, mayGoUncounted: false, Assert.Fail, Stop), Stop)));

        Assert.Equal(Limit, answers.Count(a => a is null));
        Assert.All(answers.OfType<Refusal>(), r => Assert.Equal(ErrorCode.RateLimited, r.Code));
    }

    private static Task<long> CountAsync(IRateCounter counter, string key) => counter.CountAsync(key, Window, Stop);
}
