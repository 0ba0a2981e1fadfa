using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Audit;

public sealed class RequestAuditTests
{
    private static readonly AuditEntry Entry = new(AuditEventType.ToolExecuted, "ok");

    private readonly InMemoryAuditTrail _audit = new();
    private readonly RequestAudit _trail;

    public RequestAuditTests()
    {
        var time = new LeapingTime();
        _trail = new RequestAudit("request-1", _audit, new AuditEventFactory(new IdSource(time, new SeededRandom(1)), time));
    }

    [Fact]
    public async Task Append_AgainAndAgain_IsOneChain()
    {
        await _trail.AppendAsync(Proposals.Subject, Entry, Test.Stop);
        await _trail.AppendAsync(Proposals.Subject, Entry, Test.Stop);

        Assert.Equal([1L, 2L], _audit.All.Select(e => e.Sequence));
        Assert.Null(AuditChain.FindFirstProblem("request-1", _audit.All, null));
    }

    [Fact]
    public async Task Append_WhatCouldNotBeWritten_LeavesItsPlaceToTheNext()
    {
        _audit.IsDown = true;
        await Assert.ThrowsAsync<AuditWriteException>(() => _trail.AppendAsync(Proposals.Subject, Entry, Test.Stop));
        _audit.IsDown = false;

        await _trail.AppendAsync(Proposals.Subject, Entry, Test.Stop);

        Assert.Equal(1, Assert.Single(_audit.All).Sequence);
    }

    [Fact]
    public async Task Written_ByAStoreOfItsOwn_IsFollowedByTheNext()
    {
        var events = _trail.CreateEvents(Proposals.Subject, [Entry, Entry]);
        await _audit.AppendAsync(events, Test.Stop);
        _trail.MarkWritten(events);
        _trail.MarkWritten([]);

        await _trail.AppendAsync(Proposals.Subject, Entry, Test.Stop);

        Assert.Equal([1L, 2L, 3L], _audit.All.Select(e => e.Sequence));
        Assert.Null(AuditChain.FindFirstProblem("request-1", _audit.All, null));
    }
}
