using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every store of conversations must do: the MUST sentences of <see cref="ISessions"/> as tests.</summary>
public abstract class SessionsContract
{
    private static readonly SessionId First = SessionId.TryParse("01kkng000000000000000sess1")!.Value;
    private static readonly SessionId Second = SessionId.TryParse("01kkng000000000000000sess2")!.Value;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One more instance on the one store of the test.</summary>
    protected abstract ISessions Create();

    /// <summary>Puts a body in place of a session's that this version cannot read.</summary>
    protected abstract Task SpoilAsync(Person owner, SessionId id, string body);

    [Fact]
    public async Task Find_WhatWasSaved_AnswersAllOfIt()
    {
        var memory = new Memory
        {
            Focus = new Subject(SubjectKind.Service, "production/web"),
            LastDiagnostic = new LastDiagnostic("get_ec2_status", new JsonObject { ["instance_id"] = "i-0a1b2c3d4e5f60002" }.ToElement()),
            Question = new OpenQuestion("reboot_ec2", new JsonObject { ["instance_id"] = "i-0a1b2c3d4e5f60002" }.ToElement(), "reason"),
            Draft = new Draft("01kkng0000000000000draft01", "scale_ecs_service", new JsonObject { ["desired_count"] = 6 }.ToElement(), Moments.After(300))
            {
                PlanHash = "506908a2",
                IsLast = true,
                Before = [new CardField("desired_count", "3")],
                Became = "01m84jhwnpv8xmxftddspfch58",
            },
            TimeZone = "Europe/Berlin",
            Summary = "„Grüße“ \ud83d\udd25\nzwei",
        };
        var saved = NewSession(Users.Engineer, First).AddTurn("is it ok?", "It is.", memory, Moments.Start);
        await Create().SaveAsync(saved, Stop);

        var found = await FindAsync(Users.Engineer, First);

        Assert.NotNull(found);
        Assert.Equal((First, "asserted#engineer@example.com", Moments.Start + TimeSpan.FromHours(24)), (found.Id, found.Owner, found.ExpiresAt));
        Assert.Equal([new Turn(false, "is it ok?"), new Turn(true, "It is.")], found.Turns);
        Assert.Equal(memory.Focus, found.Memory.Focus);
        Assert.Equal(memory.Summary, found.Memory.Summary);
        Assert.Equal(("get_ec2_status", "i-0a1b2c3d4e5f60002"), (found.Memory.LastDiagnostic!.Operation, found.Memory.LastDiagnostic.Parameters.GetProperty("instance_id").GetString()));
        Assert.Equal(("reboot_ec2", "reason"), (found.Memory.Question!.Operation, found.Memory.Question.Missing));
        var draft = found.Memory.Draft!;
        Assert.Equal(("01kkng0000000000000draft01", "scale_ecs_service", "506908a2", Moments.After(300)), (draft.Id, draft.Operation, draft.PlanHash, draft.ExpiresAt));
        Assert.Equal((true, "01m84jhwnpv8xmxftddspfch58", "Europe/Berlin"), (draft.IsLast, draft.Became, found.Memory.TimeZone));
        Assert.Equal(6, draft.Parameters.GetProperty("desired_count").GetInt32());
        Assert.Equal([new CardField("desired_count", "3")], draft.Before);
    }

    [Fact]
    public async Task Find_ADraftWithNothingButWhatEachHas_AnswersIt()
    {
        var memory = new Memory { Draft = new Draft("01kkng0000000000000draft01", "post_summary_to_channel", new JsonObject { ["text"] = "x" }.ToElement(), Moments.After(300)) };
        await Create().SaveAsync(NewSession(Users.Engineer, First).AddTurn("post x", "Sure?", memory, Moments.Start), Stop);

        var draft = (await FindAsync(Users.Engineer, First))!.Memory.Draft!;

        Assert.Equal(("post_summary_to_channel", null, false, null), (draft.Operation, draft.PlanHash, draft.IsLast, draft.Became));
    }

    [Fact]
    public async Task Find_AnotherPersonsId_IsAsIfUnknown()
    {
        await Create().SaveAsync(NewSession(Users.Engineer, First), Stop);

        Assert.Null(await FindAsync(Users.Lead, First));
        Assert.Null(await FindAsync(Users.Engineer, Second));
        Assert.NotNull(await FindAsync(Users.Engineer, First));
    }

    [Fact]
    public async Task Find_WhatTheVerifiedPersonSaid_IsNotFoundUnderTheAssertedName()
    {
        await Create().SaveAsync(Session.New(First, Users.Verified(Users.Engineer), Moments.Start), Stop);

        Assert.Null(await Create().FindAsync(Users.Asserted(Users.Engineer), First, Moments.Start, Stop));
        Assert.NotNull(await Create().FindAsync(Users.Verified(Users.Engineer), First, Moments.Start, Stop));
    }

    [Fact]
    public async Task Save_UnderAnotherPersonsId_LeavesTheirsAlone()
    {
        await Create().SaveAsync(NewSession(Users.Engineer, First).AddTurn("mine", "yes", new Memory(), Moments.Start), Stop);
        await Create().SaveAsync(NewSession(Users.Lead, First).AddTurn("theirs", "yes", new Memory(), Moments.Start), Stop);

        Assert.Equal("mine", (await FindAsync(Users.Engineer, First))!.Turns[0].Text);
        Assert.Equal("theirs", (await FindAsync(Users.Lead, First))!.Turns[0].Text);
    }

    [Fact]
    public async Task Save_Again_ReplacesAll()
    {
        var session = NewSession(Users.Engineer, First).AddTurn("one", "1", new Memory { Focus = new Subject(SubjectKind.Instance, "i-0a1b2c3d4e5f60002") }, Moments.Start);
        await Create().SaveAsync(session, Stop);
        await Create().SaveAsync(session.AddTurn("two", "2", new Memory(), Moments.After(1)), Stop);

        var found = await FindAsync(Users.Engineer, First);

        Assert.Equal(["one", "1", "two", "2"], found!.Turns.Select(t => t.Text));
        Assert.Null(found.Memory.Focus);
    }

    [Fact]
    public async Task Find_AtItsEnd_AnswersNothingThoughNothingWasDeleted()
    {
        await Create().SaveAsync(NewSession(Users.Engineer, First), Stop);
        var end = Moments.Start + Session.Lifetime;

        Assert.NotNull(await Create().FindAsync(Users.Asserted(Users.Engineer), First, end - TimeSpan.FromMilliseconds(1), Stop));
        Assert.Null(await Create().FindAsync(Users.Asserted(Users.Engineer), First, end, Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"01kkng000000000000000sess1","owner":"engineer@example.com","expires_at":"2026-11-24T03:10:00.000Z","turns":[{"words":"of a later version"}]}""")]
    public async Task Find_OneThatCannotBeRead_ThrowsAndLeavesTheOthers(string body)
    {
        await Create().SaveAsync(NewSession(Users.Engineer, First), Stop);
        await Create().SaveAsync(NewSession(Users.Engineer, Second), Stop);
        await SpoilAsync(Users.Asserted(Users.Engineer), First, body);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => FindAsync(Users.Engineer, First));
        Assert.NotNull(await FindAsync(Users.Engineer, Second));

        await Create().SaveAsync(NewSession(Users.Engineer, First), Stop);
        Assert.NotNull(await FindAsync(Users.Engineer, First));
    }

    [Fact]
    public async Task Save_TheLongestConversation_Fits()
    {
        var session = NewSession(Users.Engineer, First);
        var memory = new Memory { Summary = new string('s', 2000) };
        for (var i = 0; i < 50; i++)
        {
            session = session.AddTurn(new string('\u00e4', 5000), new string('\u00f6', 5000), memory, Moments.Start);
        }

        await Create().SaveAsync(session, Stop);

        var found = await FindAsync(Users.Engineer, First);
        Assert.Equal(20, found!.Turns.Count);
        Assert.All(found.Turns, t => Assert.Equal(2000, t.Text.Length));
    }

    private Task<Session?> FindAsync(UserId owner, SessionId id) => Create().FindAsync(Users.Asserted(owner), id, Moments.Start, Stop);

    private static Session NewSession(UserId owner, SessionId id) => Session.New(id, Users.Asserted(owner), Moments.Start);
}
