using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>What people do by chat: look, propose, record and post, and no decision; and a message that a model reads.</summary>
internal static class ChatStory
{
    /// <summary>An inference profile.</summary>
    public const string Model = "us.example.model-v1:0";

    public const string ModelAnswer =
        """{"output":{"message":{"role":"assistant","content":[{"text":"All is well."}]}},"stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":4,"totalTokens":14},"metrics":{"latencyMs":7}}""";

    private const string LegacyModel = """{"modelDetails":{"modelId":"example.model-v1:0","modelLifecycle":{"status":"LEGACY","endOfLifeTime":"2027-01-14T00:00:00Z"}}}""";

    public static async Task PlayAsync(Stage stage, Stage talking)
    {
        await LookAsync(stage);
        await ProposeAsync(stage);
        await FileAsync(stage);
        var read = await talking.AskAsync(Message("How are things?"), Incident.Answering("bedrock:Converse", FakeResponse.Ok(ModelAnswer)));
        Assert.Equal("All is well.", read["reply"]!.GetValue<string>());
        var health = await talking.AskAsync(ApiRequest.Get(FunctionNames.Health, "/health"), Incident.Answering("bedrock:GetFoundationModel", FakeResponse.Ok(LegacyModel)));
        Assert.Equal("degraded", health["services"]!["chat_model"]!.GetValue<string>());
        var stranger = await stage.AskAsync(Message("help").ByAStranger());
        Assert.Equal("AUTHENTICATION_FAILED", stranger["error"]?["code"]?.GetValue<string>());
    }

    private static async Task LookAsync(Stage stage)
    {
        var instance = stage.Account.Tagged;
        var first = await CardAsync(stage, "result", $"is {instance} ok?");
        await CardAsync(stage, "chart", $"CPU of {instance}");
        await CardAsync(stage, "result", $"network traffic out of {instance}");
        await CardAsync(stage, "table", "what is going on?");
        Assert.Contains(instance, (await CardAsync(stage, "targets", "target health of the load balancer web")).ToJsonString(), StringComparison.Ordinal);

        // moto has no LookupEvents.
        await CardAsync(stage, "result", "any UpdateService calls in the last 24h?");
        await stage.AskAsync(Message($"is {instance} ok?", first["session_id"]!.GetValue<string>()), Incident.Rival);
    }

    // Chat shows no approval token and decides nothing: what was proposed by chat expires here.
    private static async Task ProposeAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.StartAsync(await ConfirmAsync(stage, "scale main/web to 5 because the queue grows since eight"), machine.AskPeopleInThePastAsync);
        CardOf(proposed.Answer, "proposal");
        await CardAsync(stage, "proposal", "what is waiting for approval?");
        await CardAsync(stage, "proposal", $"status of proposal {proposed.Id}");
        await CardAsync(stage, "proposal", $"approve {proposed.Id}");
        CardOf(await stage.AskAsync(await ConfirmAsync(stage, $"Open an incident with severity high: the shop is slow, see {proposed.Id}")), "incident");
        await machine.ExpireAsync(proposed.Id);
    }

    private static async Task FileAsync(Stage stage)
    {
        const string report = "Open an incident with severity high: the shop is slow since eight";
        var confirm = await ConfirmAsync(stage, report);
        var first = await stage.AskAsync(confirm);
        await stage.AskAsync(confirm);
        CardOf(first, "incident");
        await stage.AskAsync(await ConfirmAsync(stage, report), Incident.Rival);
        foreach (var channel in new[] { "notifications", "ops" })
        {
            CardOf(await stage.AskAsync(await ConfirmAsync(stage, $"post to {channel}: the shop is slow")), "result");
        }
    }

    /// <returns>The button of the draft that comes of the message.</returns>
    private static async Task<ApiRequest> ConfirmAsync(Stage stage, string message)
    {
        var answer = await stage.AskAsync(Message(message));
        var body = new JsonObject { ["confirm"] = CardOf(answer, "draft")["draft_id"]!.GetValue<string>(), ["session_id"] = answer["session_id"]!.GetValue<string>() };
        return ApiRequest.Post(FunctionNames.Chat, "/chat", body, null, "engineer");
    }

    private static async Task<JsonNode> CardAsync(Stage stage, string kind, string message)
    {
        var answer = await stage.AskAsync(Message(message));
        CardOf(answer, kind);
        return answer;
    }

    private static JsonNode CardOf(JsonNode answer, string kind)
    {
        var card = answer["cards"]?.AsArray().FirstOrDefault(c => c!["kind"]!.GetValue<string>() == kind);
        Assert.True(card is not null, $"No card of kind {kind}: {answer.ToJsonString()}");
        return card;
    }

    private static ApiRequest Message(string text, string? session = null, string by = "engineer")
    {
        var body = new JsonObject { ["message"] = text };
        if (session is not null)
        {
            body["session_id"] = session;
        }

        return ApiRequest.Post(FunctionNames.Chat, "/chat", body, null, by);
    }
}
