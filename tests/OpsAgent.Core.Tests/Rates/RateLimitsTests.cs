using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Rates;

public sealed class RateLimitsTests
{
    private static readonly AgentOptions Standard = new() { Mode = ExecutionMode.LocalMock, Environment = "test", TagPolicy = TagPolicy.Standard("test") };

    private readonly FakeTimeProvider time = new(Moments.After(12.5));
    private readonly InMemoryRateCounter counter = new();
    private readonly List<string> uncounted = [];
    private readonly RateLimits limits;

    public RateLimitsTests() => limits = new(Standard, counter, time);

    [Fact]
    public async Task Request_TheSixtyFirstInAMinute_IsRefusedAndSaysUntilWhen()
    {
        Assert.All(await RequestsAsync(60), Assert.Null);

        var refusal = await RequestAsync();

        Assert.Equal(ErrorCode.RateLimited, refusal!.Code);
        Assert.Equal("That is more than 60 requests in one minute. Nothing was done; try again in 48 seconds.", refusal.Message);
        Assert.Equal("""{"limit":60,"window_seconds":60,"retry_after_seconds":48,"retry_at":"2026-03-14T09:01:00.000Z"}""", refusal.Details!.Value.GetRawText());
    }

    [Fact]
    public async Task Request_AfterTheTimeThatWasSaid_Passes()
    {
        await RequestsAsync(61);
        time.Advance(TimeSpan.FromSeconds(47));
        Assert.NotNull(await RequestAsync());

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await RequestAsync());
    }

    [Fact]
    public async Task Request_OverTheLimit_CostsTheCounterNothingMore()
    {
        await RequestsAsync(500);

        Assert.Equal(61, Assert.Single(counter.Counts).Value);
    }

    [Fact]
    public async Task Request_ByAnother_HasItsOwn()
    {
        await RequestsAsync(61);

        Assert.Null(await RequestAsync(Caller(Users.Lead)));
    }

    [Fact]
    public async Task Request_InAUsersName_LeavesWhatTheProvedUserHas()
    {
        await RequestsAsync(1000);

        Assert.Null(await RequestAsync(Caller(Users.Engineer, IdentityKind.Verified)));
    }

    [Fact]
    public async Task Request_ByAnotherChannel_IsCountedWithTheRest()
    {
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(await RequestAsync(Caller(Users.Engineer, IdentityKind.Verified, RequestSource.Slack)));
            Assert.Null(await RequestAsync(Caller(Users.Engineer, IdentityKind.Verified, RequestSource.Console)));
        }

        Assert.NotNull(await RequestAsync(Caller(Users.Engineer, IdentityKind.Verified, RequestSource.Teams)));
    }

    [Fact]
    public async Task Proposal_TheEleventhInAMinute_IsRefusedAndRequestsGoOn()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await ProposalAsync());
        }

        Assert.StartsWith("That is more than 10 proposals in one minute.", (await ProposalAsync())!.Message, StringComparison.Ordinal);
        Assert.Null(await RequestAsync());
    }

    [Fact]
    public async Task Failure_AfterTwenty_HearsOnlyThatItHasToWait()
    {
        var why = new Refusal(ErrorCode.AuthenticationFailed, "no");
        for (var i = 0; i < Standard.FailuresPerMinute; i++)
        {
            Assert.Same(why, await limits.FailureAsync("203.0.113.7", why, CancellationToken.None));
        }

        Assert.Equal(ErrorCode.RateLimited, (await limits.FailureAsync("203.0.113.7", why, CancellationToken.None)).Code);
        Assert.Same(why, await limits.FailureAsync("203.0.113.8", why, CancellationToken.None));
    }

    [Fact]
    public async Task Failure_NamedLikeAUser_CountsAgainstNobody()
    {
        foreach (var source in new[] { "engineer@example.com", "asserted#engineer@example.com", "requests#asserted#engineer@example.com" })
        {
            for (var i = 0; i < 100; i++)
            {
                await limits.FailureAsync(source, new Refusal(ErrorCode.AuthenticationFailed, "no"), CancellationToken.None);
            }
        }

        Assert.All(await RequestsAsync(60), Assert.Null);
        Assert.DoesNotContain(counter.Counts.Keys, k => k.Key.StartsWith("failures", StringComparison.Ordinal) && k.Key.Contains("engineer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_OfManySources_StaysBounded()
    {
        var why = new Refusal(ErrorCode.AuthenticationFailed, "no");
        foreach (var source in Enumerable.Range(0, 3000))
        {
            for (var i = 0; i <= Standard.FailuresPerMinute; i++)
            {
                await limits.FailureAsync($"source {source}", why, CancellationToken.None);
            }
        }

        Assert.Equal(ErrorCode.RateLimited, (await limits.FailureAsync("source 0", why, CancellationToken.None)).Code);
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied)]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    public async Task Request_ThatCannotBeCounted_GoesOnOnlyIfItMay(ErrorCode code)
    {
        counter.Failure = new AwsException(code, "dynamodb:UpdateItem", "sessions", "AWS did not do it.");

        Assert.Null(await RequestAsync());
        Assert.Equal(["AWS did not do it."], uncounted);
        var refusal = await RequestAsync(mayGoUncounted: false);
        Assert.Equal(code, refusal!.Code);
        Assert.StartsWith("The request could not be counted, so nothing was done. AWS did not do it.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(code, (await ProposalAsync())!.Code);
        Assert.Single(uncounted);
    }

    [Fact]
    public async Task Request_ThatFailsOtherwise_TellsNothingOfIt()
    {
        counter.Failure = new InvalidOperationException("the password is hunter2");

        var refusal = await RequestAsync(mayGoUncounted: false);

        Assert.Equal(ErrorCode.AwsServiceError, refusal!.Code);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_ThatCannotBeCounted_IsToldWhatItWas()
    {
        var why = new Refusal(ErrorCode.AuthenticationFailed, "no");
        counter.Failure = new InvalidOperationException("down");

        Assert.Same(why, await limits.FailureAsync("203.0.113.7", why, CancellationToken.None));
    }

    [Fact]
    public async Task Request_WhoseCounterHangs_WaitsTwoSecondsAndNoMore()
    {
        counter.Hangs = true;
        var (look, act) = (RequestAsync(), RequestAsync(mayGoUncounted: false));
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(look.IsCompleted || act.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(await look);
        Assert.NotNull(await act);
    }

    [Fact]
    public async Task Request_OverTheLimitWhileTheCounterIsDown_StaysRefused()
    {
        await RequestsAsync(61);
        counter.Failure = new InvalidOperationException("down");

        Assert.Equal(ErrorCode.RateLimited, (await RequestAsync())!.Code);
    }

    [Fact]
    public async Task Request_ByACallerWhoIsGone_IsCancelled()
    {
        counter.Hangs = true;
        using var gone = new CancellationTokenSource();
        var request = limits.RequestAsync(Caller(Users.Engineer), mayGoUncounted: true, uncounted.Add, gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Empty(uncounted);
    }

    private async Task<IReadOnlyList<Refusal?>> RequestsAsync(int count)
    {
        var answers = new List<Refusal?>();
        for (var i = 0; i < count; i++)
        {
            answers.Add(await RequestAsync());
        }

        return answers;
    }

    private Task<Refusal?> RequestAsync(Caller? caller = null, bool mayGoUncounted = true) =>
        limits.RequestAsync(caller ?? Caller(Users.Engineer), mayGoUncounted, uncounted.Add, CancellationToken.None);

    private Task<Refusal?> ProposalAsync() => limits.ProposalAsync(Caller(Users.Engineer), CancellationToken.None);

    private static Caller Caller(UserId user, IdentityKind kind = IdentityKind.Asserted, RequestSource source = RequestSource.Api) =>
        new(new Person(user, kind, source), Users.RolesOf(user));
}
