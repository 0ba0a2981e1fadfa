using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>Which keys are good while they change, and what wrong ones cost.</summary>
public sealed class KeyRingTests
{
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly Parameters _stored = new();
    private readonly CachedSettings _settings;
    private readonly KeyRing _ring;

    public KeyRingTests()
    {
        _stored.Values[SettingNames.ApiKey] = "old";
        _settings = new CachedSettings(_stored.ReadAsync, _time);
        _ring = new KeyRing(_settings, "production", _time);
    }

    [Fact]
    public async Task Holds_ANewKey_FromTheMomentItIsStored()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Values[SettingNames.ApiKey] = "old,new";

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => HoldsAsync("new"))), Assert.True);
        Assert.True(await HoldsAsync("old"));
    }

    [Fact]
    public async Task Holds_ARemovedKey_ForSixtySecondsAtMost()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Values[SettingNames.ApiKey] = "new";

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await HoldsAsync("old"));
        Assert.True(await HoldsAsync("new"));
    }

    [Fact]
    public async Task Holds_AKeyStoredWhileAnotherLookIsUnderWay_IsFoundByTheNextLook()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Hold();
        var early = HoldsAsync("wrong");
        await _stored.Begun;
        _stored.Values[SettingNames.ApiKey] = "old,new";
        var late = Enumerable.Range(0, 100).Select(_ => HoldsAsync("new")).ToList();

        _stored.Release();

        Assert.False(await early);
        Assert.All(await Task.WhenAll(late), Assert.True);
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
        _stored.Values[SettingNames.ApiKey] = "old,new";
        Assert.True(await HoldsAsync("new"));
    }

    [Fact]
    public async Task Holds_TheStoredOnesCannotBeReadAgain_ThrowsAndRecovers()
    {
        Assert.True(await HoldsAsync("old"));
        _stored.Failure = new CloudException(ErrorCode.AwsThrottled, "ssm:GetParameter", "/opsagent/api-key", "AWS throttled it.");

        await Assert.ThrowsAsync<CloudException>(() => HoldsAsync("wrong"));
        _stored.Failure = null;
        Assert.True(await HoldsAsync("old"));
        Assert.False(await HoldsAsync("wrong"));
    }

    private Task<bool> HoldsAsync(string key) => _ring.HoldsAsync(key, Test.Stop);

    /// <summary>Parameter Store, which can be made to wait.</summary>
    private sealed class Parameters
    {
        private TaskCompletionSource _gate = Opened();
        private TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public System.Collections.Concurrent.ConcurrentDictionary<string, string> Values { get; } = new();

        public Exception? Failure { get; set; }

        public int Reads => _reads;

        public Task Begun => _begun.Task;

        public void Hold()
        {
            _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public void Release() => _gate.SetResult();

        public async Task<string?> ReadAsync(string name)
        {
            Interlocked.Increment(ref _reads);
            var value = Failure is null ? Values.GetValueOrDefault(name) : throw Failure;
            if (name == SettingNames.ApiKey)
            {
                _begun.TrySetResult();
            }

            await _gate.Task;
            return value;
        }

        private static TaskCompletionSource Opened()
        {
            var gate = new TaskCompletionSource();
            gate.SetResult();
            return gate;
        }
    }
}
