using System.Collections.Concurrent;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>Which keys are good while they change, and what wrong ones cost.</summary>
public sealed class ApiKeysTests
{
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly Parameters _stored = new();
    private readonly CachedParameterStore _settings;
    private readonly ApiKeys _ring;

    public ApiKeysTests()
    {
        _stored.Values[ParameterNames.ApiKey] = "old";
        _settings = new CachedParameterStore(_stored.ReadAsync, _ => throw new NotSupportedException(), _time);
        _ring = new ApiKeys(_settings, "production", _time);
    }

    [Fact]
    public async Task Holds_ANewKey_FromTheMomentItIsStored()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Values[ParameterNames.ApiKey] = "old,new";

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => HoldsAsync("new"))), Assert.True);
        Assert.True(await HoldsAsync("old"));
    }

    [Fact]
    public async Task Holds_AKeyThatIsStoredTwice_IsGood()
    {
        _stored.Values[ParameterNames.ApiKey] = "same,same";
        _stored.Values[ParameterNames.PluginApiKey("production")] = "other,other,other,other";

        Assert.True(await HoldsAsync("same"));
        Assert.True(await HoldsAsync("other"));
    }

    [Fact]
    public async Task Holds_ARemovedKey_ForSixtySecondsAtMost()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Values[ParameterNames.ApiKey] = "new";

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await HoldsAsync("old"));
        Assert.True(await HoldsAsync("new"));
    }

    [Fact]
    public async Task Holds_AKeyStoredWhileAnotherLookIsUnderWay_IsFoundByTheNextLook()
    {
        var looks = new Looks();
        var ring = new ApiKeys(looks, "production", _time);
        var early = ring.ContainsAsync("new", Test.Stop);
        var late = Enumerable.Range(0, 100).Select(_ => ring.ContainsAsync("new", Test.Stop)).ToList();

        looks.Finish("old");
        Assert.False(await early);
        await Task.WhenAny(looks.SecondBegun, Task.WhenAll(late));
        looks.Finish("old,new");

        Assert.All(await Task.WhenAll(late), Assert.True);
        Assert.Equal(2, looks.Count);
    }

    [Fact]
    public async Task Holds_WrongKeysInAStorm_ReadTheStoredOnesTenTimesAMinute()
    {
        for (var second = 0; second < 59; second++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => HoldsAsync($"wrong-{second}-{i}"))), Assert.False);
            Assert.True(await HoldsAsync("old"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // Twice ten, for there are two parameters, and the first reads of both.
        Assert.InRange(_stored.Reads, 20, 22);
    }

    [Fact]
    public async Task Holds_AStormIsOver_FindsNewKeysAtOnceAgain()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.False(await HoldsAsync($"wrong-{i}"));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await HoldsAsync("old"));
        _stored.Values[ParameterNames.ApiKey] = "old,new";
        Assert.True(await HoldsAsync("new"));
    }

    [Fact]
    public async Task Holds_TheStoredOnesCannotBeReadAgain_ThrowsAndRecovers()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Failure = new AwsException(ErrorCode.AwsThrottled, "ssm:GetParameter", "/opsagent/api-key", "AWS throttled it.");

        await Assert.ThrowsAsync<AwsException>(() => HoldsAsync("wrong"));
        _stored.Failure = null;
        Assert.True(await HoldsAsync("old"));
        Assert.False(await HoldsAsync("wrong"));
    }

    private Task<bool> HoldsAsync(string key) => _ring.ContainsAsync(key, Test.Stop);

    /// <summary>Parameter Store, seen at once.</summary>
    private sealed class Parameters
    {
        private int _reads;

        public ConcurrentDictionary<string, string> Values { get; } = new();

        public Exception? Failure { get; set; }

        public int Reads => _reads;

        public Task<string?> ReadAsync(string name)
        {
            Interlocked.Increment(ref _reads);
            return Failure is null ? Task.FromResult(Values.GetValueOrDefault(name)) : Task.FromException<string?>(Failure);
        }
    }

    /// <summary>A cache that knows one old key, and looks past it that end when the test says so.</summary>
    private sealed class Looks : IParameterStore
    {
        private readonly Lock _gate = new();
        private readonly List<TaskCompletionSource<string?>> _looks = [];
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => _looks.Count;

        public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<string?>("old");

        public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken)
        {
            if (name != ParameterNames.ApiKey)
            {
                return Task.FromResult<string?>(null);
            }

            lock (_gate)
            {
                _looks.Add(new(TaskCreationOptions.RunContinuationsAsynchronously));
                if (_looks.Count == 2)
                {
                    _second.SetResult();
                }

                return _looks[^1].Task;
            }
        }

        public Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SecondBegun => _second.Task;

        public void Finish(string value) => _looks[^1].TrySetResult(value);
    }
}
