using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every store of digests must do, and every audit that digests are made of: the MUST sentences of <see cref="IDigestStore"/> and <see cref="IAuditEvents"/> as tests.</summary>
public abstract class DigestStoreContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One more instance on the one store of the test.</summary>
    protected abstract IDigestStore Create();

    /// <summary>The audit of the same store.</summary>
    protected abstract (IAuditTrail Trail, IAuditEvents Events) Audit { get; }

    protected static SignedDigest New(long number, int parts = 2, string signature = "c2lnbmVk") => new(
        number, $$"""{"number":{{number}},"text":"größer 日本"}""", signature, [.. Enumerable.Range(1, parts).Select(i => $"chain-{number} {i} {AuditDigest.NoPrevious}\n")]);

    [Fact]
    public async Task Read_WhereThereIsNone_IsEmpty()
    {
        Assert.Null(await Create().ReadLastAsync(Stop));
        Assert.Empty(await Create().ReadAsync(1, 10, Stop));
    }

    [Fact]
    public async Task Read_WhatWasPut_AnswersAllOfItInOrder()
    {
        SignedDigest[] put = [New(1), New(2, parts: 0), New(3, parts: 12), New(10), New(100)];
        foreach (var digest in put.Reverse())
        {
            Assert.True(await Create().PutAsync(digest, Stop));
        }

        Assert.Equivalent(put, await Create().ReadAsync(1, 10, Stop), strict: true);
        Assert.Equivalent(put[1..3], await Create().ReadAsync(2, 2, Stop), strict: true);
        Assert.Equivalent(put[4..], await Create().ReadAsync(11, 10, Stop), strict: true);
        Assert.Equivalent(put[4], await Create().ReadLastAsync(Stop), strict: true);
        Assert.Equivalent(put[3], await Create().ReadBeforeAsync(100, Stop), strict: true);
        Assert.Null(await Create().ReadBeforeAsync(1, Stop));
    }

    [Fact]
    public async Task Put_ANumberThatIsTaken_IsFalseAndKeepsTheFirst()
    {
        Assert.True(await Create().PutAsync(New(1), Stop));

        Assert.False(await Create().PutAsync(New(1, parts: 3, signature: "b3RoZXI="), Stop));

        Assert.Equivalent(New(1), Assert.Single(await Create().ReadAsync(1, 10, Stop)), strict: true);
    }

    [Fact]
    public async Task Put_ByManyAtOnce_IsTrueForOne()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Create()).ToList().Select((store, i) => Task.Run(() => store.PutAsync(New(1, parts: 1, signature: $"{i}"), Stop), Stop)));

        Assert.Single(answers, true);
        Assert.Equal($"{Array.IndexOf(answers, true)}", Assert.Single(await Create().ReadAsync(1, 10, Stop)).Signature);
    }

    [Fact]
    public async Task Put_ADigestOfManyParts_KeepsThemInOrder()
    {
        var digest = new SignedDigest(1, "body", "signature", [.. Enumerable.Range(0, 11).Select(i => new string((char)('a' + i), 299_999) + "\n")]);

        Assert.True(await Create().PutAsync(digest, Stop));

        Assert.Equal(digest.Parts, (await Create().ReadLastAsync(Stop))!.Parts);
    }

    [Fact]
    public async Task Audit_WhereNothingHappened_IsEmpty()
    {
        Assert.Null(await Audit.Events.FindOldestAsync(Stop));
        Assert.Empty(await Audit.Events.ListHourAsync(Moments.Start, Stop));
    }

    [Fact]
    public async Task Audit_OfDigestsAlone_IsEmpty()
    {
        await Create().PutAsync(New(1), Stop);

        Assert.Null(await Audit.Events.FindOldestAsync(Stop));
        Assert.Empty(await Audit.Events.ListHourAsync(Moments.Start, Stop));
        Assert.Empty((await ((IAuditIndex)Audit.Trail).SearchAsync(new AuditSearch { Day = DateOnly.FromDateTime(Moments.Start.UtcDateTime) }, null, 10, Stop)).Events);
    }

    [Fact]
    public async Task ListHour_OfThreeHours_HasWhatHappenedInItToTheMillisecond()
    {
        var hour = new DateTimeOffset(2026, 3, 14, 23, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] times = [hour.AddMilliseconds(-1), hour, hour.AddMinutes(30), hour.AddHours(1).AddMilliseconds(-1), hour.AddHours(1)];
        var chain = await AppendAsync("chain", [.. times.Select(t => (t, AuditEventType.ToolExecuted))]);

        var listed = await Audit.Events.ListHourAsync(hour, Stop);

        Assert.Equal([2, 3, 4], listed.Select(p => p.Sequence).Order());
        Assert.All(listed, p => Assert.Equal("chain", p.Chain));
        Assert.Equal(chain, await Audit.Events.ReadAsync("chain", Stop));
    }

    [Fact]
    public async Task ListHour_OfMoreThanAPage_HasThemAll()
    {
        for (var i = 0; i < 30; i++)
        {
            await AppendAsync($"chain-{i}", [.. Enumerable.Range(0, 20).Select(n => (Moments.Start.AddSeconds(n), AuditEventType.RequestReceived))]);
        }

        Assert.Equal(600, (await Audit.Events.ListHourAsync(Moments.Start, Stop)).Distinct().Count());
    }

    [Fact]
    public async Task FindOldest_AmongEventsOfManyTypesAndDays_IsTheOldest()
    {
        await AppendAsync("a", [(Moments.Start.AddDays(40), AuditEventType.ToolExecuted), (Moments.Start.AddDays(41), AuditEventType.ToolExecuted)]);
        await AppendAsync("b", [(Moments.Start.AddDays(3), AuditEventType.ErrorOccurred)]);
        await AppendAsync("c", [(Moments.Start.AddDays(4), AuditEventType.ActionExecuted)]);

        Assert.Equal(Moments.Start.AddDays(3), await Audit.Events.FindOldestAsync(Stop));
    }

    private async Task<IReadOnlyList<AuditEvent>> AppendAsync(string chain, IReadOnlyList<(DateTimeOffset At, AuditEventType Type)> happened)
    {
        var (events, head) = (new List<AuditEvent>(), AuditHead.Start);
        foreach (var (at, type) in happened)
        {
            events.Add(AuditChain.Append(chain, head, $"{chain}-{head.Sequence}", at, Proposals.Subject, new AuditEntry(type, "done")));
            head = AuditChain.HeadOf(events[^1]);
        }

        await Audit.Trail.AppendAsync(events, Stop);
        return events;
    }
}
