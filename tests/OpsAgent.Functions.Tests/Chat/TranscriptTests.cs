using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>
/// Conversations of several messages as they were recorded: what the person says, what the model answers, what it is told, and what
/// the person sees. One file each in Transcripts.
/// </summary>
public sealed class TranscriptTests
{
    private readonly PlayedModel _model = new();
    private readonly Bench _bench = new();

    public TranscriptTests()
    {
        Machine.Behind(_bench);
        _bench.Services.Put(SampleServices.Web);
        _bench.ChatModel = _model;
    }

    public static TheoryData<string> Names => [.. TestFiles.NamesIn("Transcripts")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Played_FromItsFirstMessage_ShowsAndDoesWhatWasRecorded(string name)
    {
        var transcript = TestFiles.Read("Transcripts", name, ("web", Instances.WebId), ("other", Instances.Numbered(2).Id)).AsObject();
        var talk = new Talk(_bench, (string?)transcript["person"] == "viewer" ? Users.Viewer : Users.Engineer);

        foreach (var turn in transcript["turns"]!.AsArray())
        {
            await PlayAsync(talk, turn!.AsObject());
        }

        await CheckProposedAsync(transcript["proposed"]?.AsArray() ?? []);
        Assert.Equal((int?)transcript["posted"] ?? 0, _bench.Channels.Posts.Count);
        Assert.Equal((int?)transcript["recorded"] ?? 0, (await _bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents.Count);
        Assert.Empty(_bench.Executor.Changes());
    }

    private async Task PlayAsync(Talk talk, JsonObject turn)
    {
        var replies = turn["model"]?.AsArray() ?? [];
        var asked = _model.Play([.. replies.Select(r => r!.AsObject())]);

        var answer = turn["confirm"] is null ? await talk.SayAsync(turn["say"]!.GetValue<string>()) : await talk.ConfirmAsync();

        Assert.Equal(replies.Count, asked.Count);
        Assert.Contains(turn["reply"]!.GetValue<string>(), answer["reply"], StringComparison.Ordinal);
        Assert.Equal(turn["cards"]!.AsArray().Select(c => c!.GetValue<string>()), JsonNode.Parse(answer["cards"]!)!.AsArray().Select(c => c!["kind"]!.GetValue<string>()));
        if (turn.TryGetPropertyValue("note", out var note))
        {
            Assert.Contains(note?.GetValue<string>() ?? string.Empty, answer["note"] ?? string.Empty, StringComparison.Ordinal);
            Assert.Equal(note is null, answer["note"] is null);
        }

        foreach (var (round, told) in (turn["told"]?.AsArray() ?? []).Index())
        {
            var results = asked[round + 1].Messages[^1].Parts.Cast<ModelPart.Result>().Select(r => r.Content.GetRawText()).ToList();
            Assert.Equal(told!.AsArray().Count, results.Count);
            Assert.All(told.AsArray().Zip(results, (expected, result) => (Expected: expected!.GetValue<string>(), Result: result)), pair => Assert.Contains(pair.Expected, pair.Result, StringComparison.Ordinal));
        }
    }

    private async Task CheckProposedAsync(JsonArray expected)
    {
        var proposed = (await _bench.Store.ListAsync(ProposalStatus.Pending, 10, CancellationToken.None)).Proposals;
        Assert.Equal(expected.Count, proposed.Count);
        foreach (var (proposal, members) in proposed.Zip(expected.Select(e => e!.AsObject())))
        {
            var plan = proposal.Plan.Parameters;
            Assert.All(members, m => Assert.Equal(
                m.Value!.ToString(), m.Key == "operation" ? proposal.Plan.Operation : plan.GetProperty(m.Key).ToString()));
            Assert.Equal(RequestSource.Api, proposal.Requester.Source);
        }
    }

    /// <summary>A model that answers what the turn's script says, and fails where it is asked once more.</summary>
    internal sealed class PlayedModel : IChatModel
    {
        private Queue<JsonObject> _script = new();
        private List<ModelRequest> _asked = [];

        /// <summary>Whatever it was ever asked.</summary>
        public List<ModelRequest> Requests { get; } = [];

        /// <returns>What it is asked from now on.</returns>
        public IReadOnlyList<ModelRequest> Play(IEnumerable<JsonObject> script)
        {
            (_script, _asked) = (new Queue<JsonObject>(script), []);
            return _asked;
        }

        public Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            // The conversation goes on with the list that it handed over.
            request = request with { Messages = [.. request.Messages] };
            _asked.Add(request);
            Requests.Add(request);
            return Task.FromResult(ReplyOf(_script.Dequeue(), _asked.Count));
        }

        private static ModelReply ReplyOf(JsonObject line, int round)
        {
            if (line["fails"] is { } failure)
            {
                throw new ModelException(Enum.Parse<ModelFailure>(failure.GetValue<string>()), "AWS refused it.");
            }

            var calls = (line["calls"]?.AsArray() ?? []).Select((c, i) => (ModelPart)new ModelPart.Call($"call-{round}-{i}", c!["tool"]!.GetValue<string>(), c["input"]?.ToElement() ?? default));
            IEnumerable<ModelPart> words = line["says"] is { } said ? [new ModelPart.Text(said.GetValue<string>())] : [];
            var stop = line["stops"] is { } stops ? Enum.Parse<ModelStop>(stops.GetValue<string>()) : line["calls"] is null ? ModelStop.Finished : ModelStop.Tools;
            return new ModelReply([.. words, .. calls], stop, 100);
        }
    }
}
