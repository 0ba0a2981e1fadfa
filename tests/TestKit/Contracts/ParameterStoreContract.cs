using OpsAgent.Core.Identity;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of settings must do: the MUST sentences of <see cref="IParameterStore"/> as tests.</summary>
public abstract class ParameterStoreContract
{
    private const string Name = ParameterNames.ApiKey;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of settings that were empty before this test.</summary>
    protected abstract IParameterStore Settings { get; }

    /// <summary>Sets a value where the reader finds it; null removes it.</summary>
    protected abstract Task SetAsync(string name, string? value);

    /// <summary>Lets the reader's clock go on.</summary>
    protected abstract void Advance(TimeSpan time);

    /// <summary>From now on the reader cannot reach its settings, or can again.</summary>
    protected abstract Task BreakAsync(bool broken);

    [Fact]
    public async Task Read_AValue_IsItToTheCharacter()
    {
        const string Value = "  key with spaces, ä and \"quotes\"\n";
        await SetAsync(Name, Value);

        Assert.Equal(Value, await Settings.ReadAsync(Name, Stop));
        Assert.Equal(Value, await Settings.ReadAgainAsync(Name, Stop));
    }

    [Fact]
    public async Task Read_OfAnother_IsAnother()
    {
        await SetAsync(ParameterNames.ApiKey, "key");
        await SetAsync(ParameterNames.AllowedUsers, "ada@example.com");

        Assert.Equal("ada@example.com", await Settings.ReadAsync(ParameterNames.AllowedUsers, Stop));
        Assert.Equal("key", await Settings.ReadAsync(ParameterNames.ApiKey, Stop));
    }

    [Fact]
    public async Task Read_ThatIsMissing_IsNull()
    {
        Assert.Null(await Settings.ReadAsync(Name, Stop));
        Assert.Null(await Settings.ReadAgainAsync(Name, Stop));
    }

    [Theory]
    [InlineData(null, "two")]
    [InlineData("one", "two")]
    [InlineData("one", null)]
    public async Task Read_Changed_IsSeenWithinSixtySeconds(string? before, string? after)
    {
        await SetAsync(Name, before);
        Assert.Equal(before, await Settings.ReadAsync(Name, Stop));
        await SetAsync(Name, after);

        Advance(Kept);

        Assert.Equal(after, await Settings.ReadAsync(Name, Stop));
    }

    [Fact]
    public async Task Read_Often_IsStillSeenWithinSixtySeconds()
    {
        await SetAsync(Name, "one");
        await Settings.ReadAsync(Name, Stop);
        await SetAsync(Name, "two");

        for (var second = 0; second < 60; second += 10)
        {
            await Settings.ReadAsync(Name, Stop);
            Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("two", await Settings.ReadAsync(Name, Stop));
    }

    [Theory]
    [InlineData(null, "two")]
    [InlineData("one", "two")]
    [InlineData("one", null)]
    public async Task ReadAgain_Changed_IsSeenAtOnceAndByTheNextReadToo(string? before, string? after)
    {
        await SetAsync(Name, before);
        Assert.Equal(before, await Settings.ReadAsync(Name, Stop));
        await SetAsync(Name, after);

        Assert.Equal(after, await Settings.ReadAgainAsync(Name, Stop));
        Assert.Equal(after, await Settings.ReadAsync(Name, Stop));
    }

    [Fact]
    public async Task Read_ThatCannotTell_ThrowsAndIsNeverNullOrOld()
    {
        await SetAsync(Name, "one");
        await Settings.ReadAsync(Name, Stop);
        await BreakAsync(broken: true);
        Advance(Kept);

        await Assert.ThrowsAnyAsync<Exception>(() => Settings.ReadAsync(Name, Stop));
        await Assert.ThrowsAnyAsync<Exception>(() => Settings.ReadAgainAsync(Name, Stop));
        await Assert.ThrowsAnyAsync<Exception>(() => Settings.ReadAsync(ParameterNames.AllowedUsers, Stop));

        await BreakAsync(broken: false);
        Assert.Equal("one", await Settings.ReadAsync(Name, Stop));
        Assert.Null(await Settings.ReadAsync(ParameterNames.AllowedUsers, Stop));
    }

    [Fact]
    public async Task ReadAgain_ThatCannotTell_ThrowsThoughTheValueIsFresh()
    {
        await SetAsync(Name, "one");
        await Settings.ReadAsync(Name, Stop);
        await BreakAsync(broken: true);

        await Assert.ThrowsAnyAsync<Exception>(() => Settings.ReadAgainAsync(Name, Stop));
    }

    [Fact]
    public async Task Read_ByOneThatGoesAway_IsNotEndedForTheOthers()
    {
        await SetAsync(Name, "one");
        using var gone = new CancellationTokenSource();
        var first = Settings.ReadAsync(Name, gone.Token);
        var second = Settings.ReadAsync(Name, Stop);
        await gone.CancelAsync();

        Assert.Equal("one", await second);
        await Task.WhenAny(first);
    }
}
