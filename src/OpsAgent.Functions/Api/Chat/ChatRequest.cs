using System.Text.Json;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>The body of <c>POST /chat</c>; user_context has been taken out of it.</summary>
/// <param name="Message">What was written; null where a button was pressed.</param>
/// <param name="Confirm">The draft that is confirmed, or null.</param>
/// <param name="Again">The proposal that is proposed again, or null.</param>
/// <param name="TimeZone">Of which <see cref="SessionTimeZone"/> knows the zone; null to leave it as it was.</param>
internal sealed record ChatRequest(string? Message, string? Confirm, string? Again, string? SessionId, string? TimeZone)
{
    private const int MaxMessageLength = 8000;
    private const string Zone = "time_zone";

    // Read as it is: a text to record or post is redacted as its own parameter, and whatever is kept or told of a message is cleaned.
    public static ParameterSet Members { get; } = new(
        [
            new TextParameter("message", "What to do or to show.") { MaxLength = MaxMessageLength, IsMultiline = true, IsSecret = true },
            new TextParameter("confirm", "The draft_id of the draft card whose button was pressed, in place of a message.") { MaxLength = 64 },
            new TextParameter("again", "The proposal_id of the proposal card whose button Propose again was pressed, in place of a message.") { MaxLength = 26 },
            new TextParameter("session_id", "The conversation to go on with.") { MaxLength = 64 },
            new TextParameter(Zone, "The time zone of the times in messages, from now on: an IANA name or an offset. UTC if it is never given.") { MaxLength = 64 },
        ],
        new CombinationRule("give exactly one of message, confirm and again", "message", a => new[] { "message", "confirm", "again" }.Count(a.Has) == 1));

    public static Outcome<ChatRequest> Read(JsonElement body)
    {
        if (!Members.Validate(body).Succeeded(out var arguments, out var refusal))
        {
            return refusal;
        }

        var zone = arguments.Text(Zone);
        return SessionTimeZone.Find(zone) is null
            ? ParameterSet.Invalid(Zone, "must be an IANA name such as Europe/Berlin, or an offset such as +02:00", body.GetProperty(Zone))
            : new ChatRequest(arguments.Text("message"), arguments.Text("confirm"), arguments.Text("again"), arguments.Text("session_id"), zone);
    }

    public SessionId? Session => SessionId is null ? null : OpsAgent.Chat.Sessions.SessionId.TryParse(SessionId);
}
