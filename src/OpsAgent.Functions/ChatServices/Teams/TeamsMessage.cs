using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>What is sent to Teams, around the cards.</summary>
internal static class TeamsMessage
{
    private const string Card = "application/vnd.microsoft.card.adaptive";
    private const int MaxSummaryLength = 300;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    /// <param name="summary">What a notification shows.</param>
    public static JsonObject OfCard(JsonObject card, string summary) => new()
    {
        ["type"] = "message",
        ["summary"] = DisplayText.Of(Sanitizer.Truncate(Sanitizer.Text(summary), MaxSummaryLength)),
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = Card, ["content"] = card }),
    };

    /// <returns>The answer to a button: a card in place of the one that has it, for who pressed it.</returns>
    public static APIGatewayProxyResponse InvokeCard(JsonObject card) => Invoke(200, Card, card);

    /// <returns>The answer to a button: a sentence to who pressed it; the card stays.</returns>
    public static APIGatewayProxyResponse InvokeText(string text) => Invoke(200, "application/vnd.microsoft.activity.message", Sanitizer.Text(text));

    /// <returns>The answer to a button that there is not.</returns>
    public static APIGatewayProxyResponse InvokeError(string text) => Invoke(400, "application/vnd.microsoft.error", new JsonObject { ["code"] = "BadRequest", ["message"] = Sanitizer.Text(text) });

    // The HTTP status says only that the bot answered.
    private static APIGatewayProxyResponse Invoke(int status, string type, JsonNode value) => Json(200, new JsonObject { ["statusCode"] = status, ["type"] = type, ["value"] = value });

    public static APIGatewayProxyResponse Json(int status, JsonNode body) => new()
    {
        StatusCode = status,
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["Cache-Control"] = "no-store" },
        Body = body.ToJsonString(Written),
    };

    public static APIGatewayProxyResponse Empty(int status) => new()
    {
        StatusCode = status,
        Headers = new Dictionary<string, string> { ["Cache-Control"] = "no-store" },
        Body = string.Empty,
    };
}
