using System.Text.Json;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>The body of <c>POST /chat</c>; user_context has been taken out of it.</summary>
internal sealed record ChatRequest(string Message, string? SessionId)
{
    private const int MaxMessageLength = 2000;

    // Read as it is: a text to record or post is redacted as its own parameter, and whatever is kept or told of a message is cleaned.
    public static ParameterSet Members { get; } = new(
    [
        new TextParameter("message", "What to do or to show.") { Required = true, MaxLength = MaxMessageLength, IsMultiline = true, IsSecret = true },
        new TextParameter("session_id", "The conversation to go on with.") { MaxLength = 64 },
    ]);

    public static Outcome<ChatRequest> Read(JsonElement body) => Members.Validate(body).Succeeded(out var arguments, out var refusal)
        ? new ChatRequest(arguments.RequiredText("message"), arguments.Text("session_id"))
        : refusal;

    public SessionId? Session => SessionId is null ? null : OpsAgent.Chat.Sessions.SessionId.TryParse(SessionId);
}
