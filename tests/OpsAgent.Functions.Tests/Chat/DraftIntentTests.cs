using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>What comes of intents, whatever words led to them: relative numbers, the word yes, several at once, and a model's.</summary>
public sealed class DraftIntentTests
{
    private static readonly Intent Look = new Intent.Run("get_ec2_status", new JsonObject { ["instance_id"] = Instances.WebId }.ToElement());
    private static readonly Intent Reboot = new Intent.MakeDraft("reboot_ec2", new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "It hangs since 08:50." }.ToElement());

    private readonly Bench bench = new();
    private readonly Hand hand;

    public DraftIntentTests()
    {
        Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        hand = new(bench, Users.Engineer);
    }

    [Theory]
    [InlineData(2, 0, "double", "double: 3 x 2 = 6.", "6")]
    [InlineData(1, 2, "two more", "two more: 3 + 2 = 5.", "5")]
    [InlineData(1, -1, "one less", "one less: 3 - 1 = 2.", "2")]
    [InlineData(3, 1, "triple and one", "triple and one: 3 x 3 + 1 = 10.", "10")]
    [InlineData(0, 0, "none", "none: 3 x 0 = 0.", "0")]
    public async Task Draft_ARelativeNumber_IsWorkedOutFromWhatIsThereAndShown(int factor, int addend, string said, string note, string count)
    {
        var card = Assert.IsType<DraftCard>(Assert.Single((await hand.DoAsync(Scale(factor, addend, said))).Cards));

        Assert.Equal(note, card.Notes[0]);
        Assert.Equal(count, card.After.Single(f => f.Name == "desired_count").Value);
        Assert.Equal(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), hand.Memory.Draft!.Parameters.GetProperty("desired_count").GetInt32());
    }

    [Theory]
    [InlineData(0.5, 0, "half", "half: 3 x 0.5 = 1.5, which is not a whole number from 0 to 100.")]
    [InlineData(1, -4, "four less", "four less: 3 - 4 = -1, which is not a whole number from 0 to 100.")]
    [InlineData(50, 0, "fifty times", "fifty times: 3 x 50 = 150, which is not a whole number from 0 to 100.")]
    public async Task Draft_ARelativeNumberThatIsNone_IsAskedFor(double factor, int addend, string said, string arithmetic)
    {
        await hand.DoAsync(Reboot);

        var reply = await hand.DoAsync(Scale((decimal)factor, addend, said));

        Assert.Equal($"{arithmetic} Which desired_count should it be? It is 3 now.", reply.Text);
        Assert.Empty(reply.Cards);
        Assert.Equal(("scale_ecs_service", "desired_count"), (hand.Memory.Question!.Operation, hand.Memory.Question.Missing));
        Assert.Null(hand.Memory.Draft);
    }

    [Fact]
    public async Task Draft_ARelativeNumberOfNothingThere_IsRefused()
    {
        var missing = await hand.DoAsync(new Intent.MakeDraft("scale_ecs_service", Service("api").ToElement(), new RelativeNumber("desired_count", 2, 0, "double")));
        var unknown = await hand.DoAsync(new Intent.MakeDraft("rollback_ecs_service", Service("web").ToElement(), new RelativeNumber("task_definition", 1, -1, "one back")));
        bench.Services.Failure = new AwsException(ErrorCode.AwsThrottled, "ecs:DescribeServices", "web", "AWS throttled ecs:DescribeServices.");
        var throttled = await hand.DoAsync(Scale(2, 0, "double"));

        Assert.Equal(["RESOURCE_NOT_FOUND", "VALIDATION_ERROR", "AWS_THROTTLED"], new[] { missing, unknown, throttled }.Select(CodeOf));
    }

    [Fact]
    public async Task Yes_RightAfterTheCard_ConfirmsIt()
    {
        await hand.DoAsync(Reboot);

        Assert.IsType<ProposalCard>(Assert.Single((await hand.DoAsync(new Intent.ConfirmDraft())).Cards));
    }

    [Fact]
    public async Task Yes_AfterAnythingElse_ConfirmsNothing()
    {
        Assert.Contains("nothing that a yes would confirm", (await hand.DoAsync(new Intent.ConfirmDraft())).Text, StringComparison.Ordinal);
        foreach (var between in new Intent[] { Look, new Intent.Unknown(), new Intent.Help(), new Intent.ListPending(), new Intent.Reply("Nothing is done.") })
        {
            await hand.DoAsync(Reboot);
            await hand.DoAsync(between);

            Assert.Contains("only as the next message", (await hand.DoAsync(new Intent.ConfirmDraft())).Text, StringComparison.Ordinal);
        }

        // With the card the answer had more to say yes to.
        await hand.DoAsync(Reboot, Look);
        await hand.DoAsync(new Intent.ConfirmDraft());
        await hand.DoAsync(Reboot);
        await hand.DoAsync(new Intent.ConfirmDraft(), Look);
        await hand.DoAsync(new Intent.ConfirmDraft());

        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Yes_ToAQuestionAboutAWrite_ConfirmsNothingThatWasShownBefore()
    {
        await hand.DoAsync(Reboot);
        await hand.DoAsync(new Intent.Reply("Why?", new OpenQuestion("scale_ecs_service", Service("web").ToElement(), "reason")));

        await hand.DoAsync(new Intent.ConfirmDraft());

        Assert.Null(hand.Memory.Draft);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task No_AfterTheCard_EndsTheDraft()
    {
        await hand.DoAsync(Reboot);
        var draft = hand.Memory.Draft!.Id;

        Assert.Contains("nothing was done", (await hand.DoAsync(new Intent.DropDraft())).Text, StringComparison.Ordinal);
        await hand.ConfirmAsync(draft);

        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task No_AfterItWasConfirmed_DoesNotSayThatNothingWasDone()
    {
        await hand.DoAsync(Reboot);
        await hand.DoAsync(new Intent.ConfirmDraft());

        Assert.Contains("was confirmed before", (await hand.DoAsync(new Intent.DropDraft())).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Do_Several_AnswersEachInOrder()
    {
        var reply = await hand.DoAsync(Look, Reboot);

        Assert.Equal(["ResultCard", "DraftCard"], reply.Cards.Select(c => c.GetType().Name));
        Assert.Equal(2, reply.Text.Split('\n').Length);
        Assert.True(hand.Memory.Draft!.IsLast);
    }

    [Fact]
    public async Task Do_TwoChanges_MakesNoDraftAtAll()
    {
        await hand.DoAsync(Reboot);

        var reply = await hand.DoAsync(Reboot, Scale(2, 0, "double"));

        Assert.Empty(reply.Cards);
        Assert.Contains("more than one thing", reply.Text, StringComparison.Ordinal);
        Assert.Null(hand.Memory.Draft);
    }

    // Only drafts lead to writes, whatever a reading names.
    [Theory]
    [InlineData("reboot_ec2")]
    [InlineData("post_summary_to_channel")]
    [InlineData("terminate_everything")]
    public async Task Run_WhatIsNoDiagnostic_IsRefused(string operation)
    {
        var input = new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "It hangs since 08:50.", ["channel"] = "ops", ["text"] = "x" };

        Assert.Equal("UNKNOWN_OPERATION", CodeOf(await hand.DoAsync(new Intent.Run(operation, input.ToElement()))));
        Assert.Equal(0, bench.Store.Writes);
        Assert.Empty(bench.Channels.Posts);
    }

    [Theory]
    [InlineData("get_ec2_status")]
    [InlineData("terminate_everything")]
    public async Task Draft_OfWhatIsNoWrite_IsRefused(string operation) =>
        Assert.Equal("UNKNOWN_OPERATION", CodeOf(await hand.DoAsync(new Intent.MakeDraft(operation, new JsonObject().ToElement()))));

    [Fact]
    public async Task Draft_ByAModel_IsAuditedAsTheModelsAndConfirmedAsThePersons()
    {
        await hand.DraftByModelAsync((Intent.MakeDraft)Reboot);
        var byModel = bench.Store.Audit.All.Select(e => e.Fields()).Where(e => e.GetProperty("channel").GetString() == "model").ToList();

        var confirmed = await hand.ConfirmAsync(hand.Memory.Draft!.Id);

        Assert.Equal("model", Assert.Single(byModel).GetProperty("details").GetProperty("chosen_by").GetString());
        Assert.Equal(Users.Engineer.Value, Assert.IsType<ProposalCard>(Assert.Single(confirmed.Cards)).RequestedBy);
        Assert.Single(bench.Store.Audit.All, e => e.Fields().GetProperty("channel").GetString() == "model");
    }

    private static Intent.MakeDraft Scale(decimal factor, int addend, string said) =>
        new("scale_ecs_service", Service("web").ToElement(), new RelativeNumber("desired_count", factor, addend, said));

    private static JsonObject Service(string name) => new() { ["cluster"] = "production", ["service"] = name, ["reason"] = "Traffic has doubled." };

    private static string CodeOf(OpsAgent.Functions.Api.Chat.ChatReply reply) => Assert.IsType<ResultCard>(Assert.Single(reply.Cards)).Fields.Single(f => f.Name == "code").Value;
}
