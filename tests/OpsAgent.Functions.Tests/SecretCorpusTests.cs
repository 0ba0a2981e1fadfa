using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Api;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests;

/// <summary>Every secret of the corpus, by every way a person can put it in: it comes out nowhere and is stored nowhere.</summary>
public sealed class SecretCorpusTests
{
    private readonly Bench bench = new();
    private readonly List<string> stored = [];

    public SecretCorpusTests() => Machine.Behind(bench);

    public static TheoryData<string> Kinds { get; } = [.. Corpus.Secrets.Select(s => s.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ASecretInEveryField_ComesOutNowhere(string kind)
    {
        var secret = Corpus.Secrets.Single(s => s.Kind == kind);

        await GiveItEverywhereAsync(secret.Text);

        var left = Everything().ToList();
        Assert.True(left.Count > 30, $"only {left.Count} texts were collected");
        var forms = new[] { secret.Secret, JsonEncodedText.Encode(secret.Secret).ToString(), JsonEncodedText.Encode(secret.Secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() };
        Assert.All(left, l => Assert.All(forms, form => Assert.False(l.Text.Contains(form, StringComparison.Ordinal), $"{l.Where} holds it: {l.Text}")));
    }

    [Fact]
    public async Task AReasonWithASecret_IsKeptAndHashedWithoutIt()
    {
        var answer = await ProposeAsync("It hangs; logs say password=hunter2 is wrong.");

        var proposal = await bench.ReadAsync(ProposalId.TryParse(answer["proposal_id"])!.Value);
        Assert.Equal("It hangs; logs say password=[redacted] is wrong.", proposal.Plan.Parameters.GetProperty("reason").GetString());
        Assert.Equal(proposal.Plan.Hash(), proposal.PlanHash);
        Assert.Null(Core.Audit.AuditChain.FindFirstProblem(
            proposal.Id.Value, await bench.Store.Audit.ReadAsync(proposal.Id.Value, CancellationToken.None), proposal.AuditHead));
    }

    private async Task GiveItEverywhereAsync(string text)
    {
        // Texts of one line, where they may stand; those of several lines are refused and named.
        await bench.SendAsync(EdgeCases.Look().With("X-API-Key", text));
        await bench.SendAsync(EdgeCases.Look().With("X-Correlation-Id", text).With("X-OpsAgent-User", text));
        await bench.SendAsync(EdgeCases.Look(b => b[text] = 1));
        await bench.SendAsync(EdgeCases.Look(b => b["operation"] = text));
        await bench.SendAsync(EdgeCases.Look(b => b["parameters"] = text));
        await bench.SendAsync(EdgeCases.Look(b => b["parameters"]!["instance_id"] = text));
        await bench.SendAsync(EdgeCases.Look(b => b["parameters"]!["odd"] = new JsonArray(text)));
        await bench.SendAsync(EdgeCases.Look(b => b["parameters"]!["password"] = text));
        await bench.SendAsync(EdgeCases.Look(b => b["parameters"] = new JsonObject { ["tag_key"] = "Name", ["tag_value"] = text }));
        await bench.SendAsync(EdgeCases.Look(b => b["user_context"]!["user_id"] = text));
        await bench.SendAsync(EdgeCases.Look(b => b["user_context"]!["session_id"] = text));
        await bench.SendAsync(Events.Get($"/operations/{text}", Users.Viewer, ("tag_key", text)));
        await bench.SendAsync(Events.Get($"/operations/proposals/{text}", Users.Viewer));
        await WorkflowAsync("create_incident_record", new JsonObject { ["summary"] = $"It says {text} again", ["severity"] = "low" });
        await WorkflowAsync("create_incident_record", new JsonObject { ["summary"] = "web answers 5xx", ["severity"] = "low", ["links"] = text });
        await WorkflowAsync("post_summary_to_channel", new JsonObject { ["text"] = $"It says\n{text}\nagain", ["channel"] = "ops" });
        await WorkflowAsync("post_summary_to_channel", new JsonObject { ["text"] = "x", ["channel"] = text });

        bench.Fleet.Put(Instances.Web with { Tags = Instances.Web.Tags.SetItem("Note", text).SetItem(text, "x") });
        await bench.SendAsync(EdgeCases.Look());
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsServiceError, "ec2:DescribeInstances", "x", $"AWS said {text}");
        await bench.SendAsync(EdgeCases.Look());
        bench.Fleet.Failure = null;

        var proposed = await ProposeAsync($"It hangs and says {text}");
        if (proposed["approval_token"] is { } token)
        {
            await bench.SendAsync(Decide("approve", new JsonObject { ["approval_token"] = text }));
            await bench.SendAsync(Decide("deny", new JsonObject { ["approval_token"] = token, ["reason"] = $"No: {text}" }));
            await bench.ShowAsync(Users.Viewer, proposed["proposal_id"]!);
            stored.Add(Proposals.Json(await bench.ReadAsync(ProposalId.TryParse(proposed["proposal_id"])!.Value)));
        }
    }

    private Task<Answer> ProposeAsync(string reason) => bench.SendAsync(Events.Post("/operations/propose", Events.Envelope(
        "propose_action", new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = reason }, Users.Engineer)));

    private Task<Answer> WorkflowAsync(string operation, JsonObject parameters) =>
        bench.SendAsync(Events.Post("/operations/workflow", Events.Envelope(operation, parameters, Users.Engineer)));

    private static JsonObject Decide(string verb, JsonObject parameters) =>
        Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters, Users.Lead));

    private IEnumerable<(string Where, string Text)> Everything() =>
    [
        .. bench.Answers.Select(a => ("an answer", a.Text)),
        .. bench.Store.Audit.All.Select(e => ("an audit event", e.Body)),
        .. bench.Lines.Select(l => ("a log line", l)),
        .. bench.Notifier.Notices.Select(n => ("a notice", n.Text)),
        .. bench.Channels.Posts.Select(p => ("a post", p.Text)),
        .. stored.Select(p => ("a stored proposal", p)),
        ("the logger", bench.Logger.Buffer.ToString()),
    ];
}
