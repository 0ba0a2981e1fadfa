using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// <c>POST /chat</c>: reads a message, has it done, and remembers it for a day; or carries out a draft that is confirmed, or an ended proposal once more. What
/// speaks of deciding and what orders something is recognised before a model sees the message; without a model, or where it
/// fails, the parser answers.
/// </summary>
internal sealed class ChatFunction(ISessions sessions, Parser parser, IResourceDirectory directory, ChatActions actions, ModelChat? model, IdSource ids, TimeProvider time)
{
    private const string NoNames = "Names could not be looked up, so only ids, ARNs and paths say what is meant.";
    private const string UnknownSession = "That conversation is not known, or older than 24 hours; this is a new one.";
    private const string NotRead = "The conversation could not be read, so this is a new one.";
    private const string NotSaved = "This conversation could not be saved: I will not remember it.";
    private const string NoDraft = "So the draft cannot be confirmed; ask for it again.";

    public async Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (!ChatRequest.Read(call.Body).Succeeded(out var request, out var refusal))
        {
            return refusal;
        }

        var (session, note) = await FindAsync(request, call, cancellationToken);
        session = session with { Memory = session.Memory with { TimeZone = request.TimeZone ?? session.Memory.TimeZone } };
        var known = await KnownAsync(request.Message, call, cancellationToken);
        var reply = request.Message is { } message
            ? await AnswerAsync(message, session, known, call, cancellationToken)
            : request.Again is { } ended ? await actions.ProposeAgainAsync(ended, session.Memory, call)
            : await actions.ConfirmAsync(request.Confirm!, session.Memory, call);
        var said = request.Message ?? (request.Again is null ? "(pressed the button of a draft)" : "(pressed Propose again)");
        var saved = session.AddTurn(Sanitizer.Text(said), Sanitizer.Text(reply.Text), Clean(reply.Memory), time.GetUtcNow());
        var isSaved = await SaveAsync(saved, call, cancellationToken);
        List<string?> notes = [note, known is null ? NoNames : null, reply.Note, isSaved ? null : NotSaved, !isSaved && reply.Cards.Any(c => c is DraftCard) ? NoDraft : null];
        var told = string.Join(' ', notes.OfType<string>());
        var answer = new ChatAnswer(reply.Text, reply.Cards, session.Id.Value, told.Length > 0 ? told : null);
        return new ApiBody(ApiContent.Of(answer, ChatAnswerJson.Default.ChatAnswer));
    }

    private async Task<ChatReply> AnswerAsync(string message, Session session, ResourceMatches? known, ApiCall call, CancellationToken cancellationToken)
    {
        var context = new ReadingContext(session.Memory, time.GetUtcNow(), SessionTimeZone.Find(session.Memory.TimeZone) ?? TimeZoneInfo.Utc, known);
        if (model is null)
        {
            return await actions.RunAsync(parser.Read(message, context), session.Memory, call);
        }

        if (parser.ReadWithoutModel(message, context) is { } intents)
        {
            return await actions.RunAsync(intents, session.Memory, call);
        }

        var (reply, why) = await model.AnswerAsync(Sanitizer.Text(message), session with { Memory = session.Memory.Continued() }, call, cancellationToken);
        return reply ?? await actions.RunAsync(parser.Read(message, context), session.Memory, call) with { Note = why };
    }

    /// <returns>Null where nothing could be looked up.</returns>
    private async Task<ResourceMatches?> KnownAsync(string? message, ApiCall call, CancellationToken cancellationToken)
    {
        if (message is null || parser.NamesIn(message) is not { Count: > 0 } names)
        {
            return new ResourceMatches([], []);
        }

        try
        {
            return await directory.FindAsync(names, cancellationToken);
        }
        catch (AwsException e)
        {
            call.Log.LogError($"ERROR {call.Request.CorrelationId} names not looked up: {e.Message}");
            return null;
        }
    }

    private async Task<(Session Session, string? Note)> FindAsync(ChatRequest request, ApiCall call, CancellationToken cancellationToken)
    {
        var (owner, now) = (call.Request.Caller.Person, time.GetUtcNow());
        Session Fresh() => Session.New(SessionId.New(ids), owner, now);
        if (request.SessionId is null)
        {
            return (Fresh(), null);
        }

        try
        {
            return request.Session is { } id && await sessions.FindAsync(owner, id, now, cancellationToken) is { } known ? (known, null) : (Fresh(), UnknownSession);
        }
        catch (Exception e) when (e is AwsException or JsonException)
        {
            call.Log.LogError($"ERROR {call.Request.CorrelationId} session not read: {e.Message}");
            return (Fresh(), NotRead);
        }
    }

    // What was done is done: an answer that cannot be remembered is still the answer.
    private async Task<bool> SaveAsync(Session session, ApiCall call, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.SaveAsync(session, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException)
        {
            call.Log.LogError($"ERROR {call.Request.CorrelationId} session not saved: {e.Message}");
            return false;
        }
    }

    // A draft was made of parameters that are clean, and must stay what was shown.
    private static Memory Clean(Memory memory) => memory with
    {
        Summary = memory.Summary is { } summary ? Sanitizer.Text(summary) : null,
        Question = memory.Question is { } question ? question with { Parameters = Sanitizer.Json(question.Parameters.ToNode()!).ToElement() } : null,
    };
}
