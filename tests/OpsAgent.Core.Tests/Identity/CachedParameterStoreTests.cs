using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Tests.Identity;

public sealed class CachedParameterStoreTests
{
    private static readonly Func<string, Task<ParameterList>> NoLists = _ => throw new NotSupportedException();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_AfterOneThatFailedOrWasCancelled_AsksAgainAtOnce()
    {
        Queue<Func<Task<string?>>> answers = new(
        [
            () => Task.FromCanceled<string?>(new CancellationToken(canceled: true)),
            () => throw new OperationCanceledException("the call had no time left"),
            () => Task.FromException<string?>(new InvalidOperationException("down")),
            () => Task.FromResult<string?>("value"),
        ]);
        var parameters = new CachedParameterStore(_ => answers.Dequeue()(), NoLists, new FakeTimeProvider());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parameters.ReadAsync("/opsagent/api-key", Stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parameters.ReadAsync("/opsagent/api-key", Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(() => parameters.ReadAsync("/opsagent/api-key", Stop));

        Assert.Equal("value", await parameters.ReadAsync("/opsagent/api-key", Stop));
        Assert.Equal("value", await parameters.ReadAsync("/opsagent/api-key", Stop));
    }

    [Fact]
    public async Task Read_ByACallerThatIsCancelled_KeepsTheValueForTheOthers()
    {
        var reads = 0;
        var answer = new TaskCompletionSource<string?>();
        var parameters = new CachedParameterStore(_ => { reads++; return answer.Task; }, NoLists, new FakeTimeProvider());
        using var gone = new CancellationTokenSource();
        var first = parameters.ReadAsync("/opsagent/api-key", gone.Token);
        var second = parameters.ReadAsync("/opsagent/api-key", Stop);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult("value");

        Assert.Equal("value", await second);
        Assert.Equal(1, reads);
    }
}
