using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>What is read of an activity of the Bot Connector or an outgoing webhook; every member may be missing or null.</summary>
internal sealed partial record TeamsActivity
{
    /// <summary>Characters of a body: a message of Teams' has at most 28 KB, and twice as much as HTML beside it.</summary>
    public const int MaxLength = 256 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary><c>message</c>, <c>invoke</c>, <c>conversationUpdate</c>, ...</summary>
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Timestamp { get; init; }

    /// <summary>The connector to answer to.</summary>
    public string? ServiceUrl { get; init; }

    public string? ChannelId { get; init; }

    /// <summary>Of an invoke: <c>adaptiveCard/action</c>.</summary>
    public string? Name { get; init; }

    public string? Text { get; init; }

    public Party? From { get; init; }

    /// <summary>The bot; null from an outgoing webhook.</summary>
    public Party? Recipient { get; init; }

    public ConversationAccount? Conversation { get; init; }

    public Origin? ChannelData { get; init; }

    /// <summary>Of an invoke: the message with the card.</summary>
    public string? ReplyToId { get; init; }

    public IReadOnlyList<Party>? MembersAdded { get; init; }

    public IReadOnlyList<Entity>? Entities { get; init; }

    /// <summary>Of an invoke: <c>{"action":{"type","verb","data"},"trigger"}</c>.</summary>
    public JsonElement? Value { get; init; }

    /// <returns>Null where the text is no activity. Names that stand twice are refused: two readers could each believe another one.</returns>
    public static TeamsActivity? TryParse(string body)
    {
        if (body.Length > MaxLength)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return JsonConversions.IsReadable(document.RootElement) && document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.Deserialize(TeamsActivityJson.Default.TeamsActivity)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public string? TenantId => ChannelData?.Tenant?.Id;

    /// <summary>The button that was pressed; null for any other activity.</summary>
    public TeamsAction? Action => Type == "invoke" && Name == "adaptiveCard/action" && Value is { } value ? TeamsAction.TryRead(value) : null;

    /// <summary>Whether it tells that the bot itself came into the conversation.</summary>
    public bool IsArrival => Type == "conversationUpdate" && Recipient?.Id is { } bot && (MembersAdded ?? []).Any(m => m.Id == bot);

    /// <summary>What was written, without the mention of the bot that has to stand before it in a channel.</summary>
    public string Message()
    {
        var text = Text ?? string.Empty;
        foreach (var mention in (Entities ?? []).Where(e => e.Type == "mention" && e.Mentioned?.Id is { } id && id == Recipient?.Id && !string.IsNullOrEmpty(e.Text)))
        {
            text = text.Replace(mention.Text!, " ", StringComparison.Ordinal);
        }

        // An outgoing webhook is mentioned without an entity that says so.
        text = Recipient is null ? LeadingMention().Replace(text, string.Empty) : text;
        return WebUtility.HtmlDecode(text).Replace('\u00a0', ' ').Trim();
    }

    [GeneratedRegex(@"^\s*<at>[^<]*</at>", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingMention();

    internal sealed record Party(string? Id = null, string? AadObjectId = null);

    internal sealed record ConversationAccount(string? Id = null, string? TenantId = null);

    internal sealed record Origin(Origin.Tenancy? Tenant = null)
    {
        internal sealed record Tenancy(string? Id = null);
    }

    internal sealed record Entity(string? Type = null, string? Text = null, Party? Mentioned = null);
}
