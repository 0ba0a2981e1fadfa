using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations.Naming;

public sealed class ResourceDirectoryTests
{
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly Shelf _instances;
    private readonly Shelf _alarms;
    private readonly ResourceDirectory _directory;

    public ResourceDirectoryTests()
    {
        _instances = new Shelf("Instances", "ec2:DescribeInstances", isByName: true, _time, Named(SubjectKind.Instance, "i-0a1b2c3d4e5f60002", "web-2"));
        _alarms = new Shelf("Alarms", "cloudwatch:DescribeAlarms", isByName: false, _time, Named(SubjectKind.Alarm, "web-5xx", "web-5xx"), Named(SubjectKind.Alarm, "db-cpu", "db-cpu"));
        _directory = new ResourceDirectory([_instances.Source, _alarms.Source], _time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AWordOfSeveral_FindsThemOnceEach()
    {
        var found = await _directory.FindAsync(["web", "WEB", "web-2", "nothing"], Stop);

        Assert.Equal(["i-0a1b2c3d4e5f60002", "web-5xx"], found.Resources.Select(r => r.Subject.Name).Order());
        Assert.Empty(found.NotSearched);
    }

    [Fact]
    public async Task Find_NothingThatMayBeAName_AsksNobody()
    {
        Assert.Empty((await _directory.FindAsync([], Stop)).Resources);
        Assert.Empty((await _directory.FindAsync(["--", new string('a', 256)], Stop)).Resources);
        Assert.Equal((0, 0), (_instances.Readings, _alarms.Readings));
    }

    [Fact]
    public async Task Find_MoreNamesThanAMessageHas_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _directory.FindAsync([.. Enumerable.Range(0, 41).Select(i => $"web-{i}")], Stop));

    [Fact]
    public async Task Find_WithinAMinute_ReadsNothingAgainButOtherNames()
    {
        await _directory.FindAsync(["web", "db-cpu"], Stop);
        _time.Advance(TimeSpan.FromSeconds(59.9));
        await _directory.FindAsync(["db-cpu", "web"], Stop);
        Assert.Equal((1, 1), (_instances.Readings, _alarms.Readings));

        await _directory.FindAsync(["web"], Stop);

        Assert.Equal((2, 1), (_instances.Readings, _alarms.Readings));
    }

    [Fact]
    public async Task Find_WhatWasNotThere_IsThereAfterAMinute()
    {
        Assert.Empty((await _directory.FindAsync(["new-1"], Stop)).Resources);
        _instances.Resources.Add(Named(SubjectKind.Instance, "i-0a1b2c3d4e5f60009", "new-1"));
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Empty((await _directory.FindAsync(["new-1"], Stop)).Resources);

        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("i-0a1b2c3d4e5f60009", Assert.Single((await _directory.FindAsync(["new-1"], Stop)).Resources).Subject.Name);
    }

    [Fact]
    public async Task Find_ASourceThatIsDenied_SaysSoAndAnswersTheOthers()
    {
        _alarms.Failure = Denied("cloudwatch:DescribeAlarms");

        var found = await _directory.FindAsync(["web-2"], Stop);

        Assert.Equal("web-2", Assert.Single(found.Resources).Name);
        Assert.Equal(["Alarms: AWS denied cloudwatch:DescribeAlarms on *."], found.NotSearched);
    }

    [Fact]
    public async Task Find_ASourceThatFailed_IsAskedAgainAfterTenSeconds()
    {
        _alarms.Failure = Denied("cloudwatch:DescribeAlarms");
        await _directory.FindAsync(["web"], Stop);
        _alarms.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Single((await _directory.FindAsync(["web"], Stop)).NotSearched);

        _time.Advance(TimeSpan.FromSeconds(0.1));

        var found = await _directory.FindAsync(["web"], Stop);
        Assert.Empty(found.NotSearched);
        Assert.Equal(2, found.Resources.Count);
        Assert.Equal((1, 2), (_instances.Readings, _alarms.Readings));
    }

    [Fact]
    public async Task Find_ASourceThatFailsBehindItsFirstPage_KeepsWhatThatHeld()
    {
        (_alarms.Failure, _alarms.FailsLate) = (Denied("cloudwatch:DescribeAlarms"), true);

        var found = await _directory.FindAsync(["db"], Stop);

        Assert.Equal("db-cpu", Assert.Single(found.Resources).Name);
        Assert.Single(found.NotSearched);
    }

    [Fact]
    public async Task Find_NoSourceAnswers_Throws()
    {
        (_instances.Failure, _alarms.Failure) = (Denied("ec2:DescribeInstances"), Denied("cloudwatch:DescribeAlarms"));

        Assert.Equal(ErrorCode.AwsAccessDenied, (await Assert.ThrowsAsync<AwsException>(() => _directory.FindAsync(["web"], Stop))).Code);
    }

    [Fact]
    public async Task Find_OneSourceIsEmptyAndOneFails_IsNoFailure()
    {
        _instances.Resources.Clear();
        _alarms.Failure = Denied("cloudwatch:DescribeAlarms");

        Assert.Single((await _directory.FindAsync(["web"], Stop)).NotSearched);
    }

    [Fact]
    public async Task Find_AListThatIsLongerThanIsRead_SaysSoForAMinute()
    {
        _alarms.LeftOut = "only the first 1,000 were looked through.";

        Assert.Equal(["Alarms: only the first 1,000 were looked through."], (await _directory.FindAsync(["web"], Stop)).NotSearched);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single((await _directory.FindAsync(["web"], Stop)).NotSearched);
        Assert.Equal(1, _alarms.Readings);
    }

    [Fact]
    public async Task Find_ASourceThatIsSlow_IsWaitedForFourSecondsAndNoMore()
    {
        _alarms.Delay = TimeSpan.FromSeconds(30);
        var finding = _directory.FindAsync(["web"], Stop);

        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(finding.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        var found = await finding;
        Assert.Equal("web-2", Assert.Single(found.Resources).Name);
        Assert.Equal(["Alarms: AWS did not answer cloudwatch:DescribeAlarms on * within 4 seconds. Try again."], found.NotSearched);
    }

    [Fact]
    public async Task Find_ManyAtOnce_ReadOnceForAll()
    {
        _alarms.Delay = _instances.Delay = TimeSpan.FromSeconds(1);
        var findings = Enumerable.Range(0, 20).Select(_ => _directory.FindAsync(["web"], Stop)).ToList();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.All(await Task.WhenAll(findings), f => Assert.Equal(2, f.Resources.Count));
        Assert.Equal((1, 1), (_instances.Readings, _alarms.Readings));
    }

    [Fact]
    public async Task Find_OfSomebodyWhoGoesAway_IsReadForTheOthers()
    {
        _alarms.Delay = TimeSpan.FromSeconds(1);
        using var gone = new CancellationTokenSource();
        var (one, other) = (_directory.FindAsync(["web"], gone.Token), _directory.FindAsync(["web"], Stop));

        await gone.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal(2, (await other).Resources.Count);
    }

    private static NamedResource Named(SubjectKind kind, string subject, string name) => new(new Subject(kind, subject), name, string.Empty);

    private static AwsException Denied(string action) => new(ErrorCode.AwsAccessDenied, action, "*", $"AWS denied {action} on *.");

    /// <summary>A source of two pages, the second of which is empty.</summary>
    private sealed class Shelf(string what, string action, bool isByName, TimeProvider time, params NamedResource[] resources)
    {
        private int _readings;

        public List<NamedResource> Resources { get; } = [.. resources];

        public int Readings => _readings;

        public AwsException? Failure { get; set; }

        public bool FailsLate { get; set; }

        public string? LeftOut { get; set; }

        public TimeSpan Delay { get; set; }

        public ResourceSource Source => new(what, action, isByName, (_, stop) => ReadAsync(stop));

        private async IAsyncEnumerable<ResourcePage> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _readings);
            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, time, cancellationToken);
            }

            if (Failure is not null && !FailsLate)
            {
                throw Failure;
            }

            yield return new ResourcePage([.. Resources]);
            yield return Failure is null ? new ResourcePage([], LeftOut) : throw Failure;
        }
    }
}
