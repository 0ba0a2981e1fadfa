using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>
/// An outgoing webhook of Teams' that is answered, and one that signs with another secret; a message to the bot. The keys of the Bot
/// Connector are Microsoft's, so that its own requests cannot be made here: ChatWorker gets the bot's message as ChatWebhooks hands it over.
/// </summary>
internal static class TeamsStory
{
    public const string Lead = $"teams:{Tenant}:{User}";

    private const string Tenant = "6c1f0e3a-0000-4000-8000-00000000000a";
    private const string User = "6c1f0e3a-0000-4000-8000-00000000000b";
    private const string App = "6c1f0e3a-0000-4000-8000-00000000000c";

    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a-secret-of-the-webhook-of-the-tests");

    public static async Task PlayAsync(Stage stage)
    {
        await stage.World.NameTeamsAsync($$"""{"app_id":"{{App}}","tenant_id":"{{Tenant}}","approval_conversation":"19:approvals@thread.tacv2"}""", Convert.ToBase64String(Secret));
        Assert.Equal("message", JsonNode.Parse(await SendAsync(stage, Hmac(Message("help"), Secret), 200))!["type"]!.GetValue<string>());
        await SendAsync(stage, Hmac(Message("help"), Encoding.UTF8.GetBytes("guessed")), 403);
        await SendAsync(stage, ("Bearer not-a-token", Message("help")), 403);

        // Proposals verifies the signature itself.
        var asked = await stage.StepAsync(FunctionNames.ChatWorker, JobOf(Hmac(Message("what is waiting for approval?"), Secret)));
        Assert.Equal("message", JsonNode.Parse(asked.GetValue<string>())!["type"]!.GetValue<string>());
        await stage.FailAsync(FunctionNames.ChatWorker, JobOf(("Bearer of-the-connector", Message($"is {stage.Account.Tagged} ok?"))), "TeamsConnectorException");
    }

    private static string Message(string text) => new JsonObject
    {
        ["type"] = "message",
        ["id"] = Guid.NewGuid().ToString(),
        ["timestamp"] = Timestamps.Text(TimeProvider.System.GetUtcNow()),
        ["channelId"] = "msteams",
        ["text"] = $"<at>OpsAgent</at> {text}",
        ["from"] = new JsonObject { ["id"] = "29:lead", ["aadObjectId"] = User },
        ["conversation"] = new JsonObject { ["id"] = "19:general@thread.tacv2;messageid=1", ["tenantId"] = Tenant },
        ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Tenant } },
    }.ToJsonString();

    private static (string Proof, string Body) Hmac(string body, byte[] secret) =>
        ($"HMAC {Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(body)))}", body);

    private static JsonObject JobOf((string Proof, string Body) signed) => new()
    {
        ["account"] = Lead,
        ["request"] = new JsonObject { ["source"] = "teams", ["body"] = signed.Body, ["proof"] = signed.Proof },
    };

    private static async Task<string> SendAsync(Stage stage, (string Proof, string Body) signed, int expected)
    {
        var answer = await stage.StepAsync(FunctionNames.ChatWebhooks, new JsonObject
        {
            ["httpMethod"] = "POST",
            ["path"] = "/teams/messages",
            ["resource"] = "/teams/messages",
            ["headers"] = new JsonObject { ["Content-Type"] = "application/json", ["Authorization"] = signed.Proof },
            ["body"] = signed.Body,
        });
        Assert.Equal(expected, answer["statusCode"]!.GetValue<int>());
        return answer["body"]?.GetValue<string>() ?? string.Empty;
    }
}
