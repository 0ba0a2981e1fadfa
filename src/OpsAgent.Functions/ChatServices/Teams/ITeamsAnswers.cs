using System.Text.Json;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>
/// Asks the function ChatWorker for the answer to an outgoing webhook, which Teams takes only as the answer to its own request.
/// MUST send the job once.
/// </summary>
public interface ITeamsAnswers
{
    /// <returns>The message, as Teams takes it.</returns>
    /// <exception cref="AwsException">There is no answer.</exception>
    Task<JsonElement> AskAsync(ChatJob job, CancellationToken cancellationToken);
}

/// <summary><see cref="ITeamsAnswers"/> on an invocation of ChatWorker that is waited for.</summary>
/// <param name="invoke">Invokes the function once; answers what it answered.</param>
public sealed class InvokedTeamsAnswers(Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> invoke) : ITeamsAnswers
{
    public async Task<JsonElement> AskAsync(ChatJob job, CancellationToken cancellationToken)
    {
        var answer = await invoke(JsonSerializer.SerializeToUtf8Bytes(job, ChatJobJson.Default.ChatJob), cancellationToken);
        try
        {
            // The worker answers text, in which the message is JSON.
            using var message = JsonDocument.Parse(JsonSerializer.Deserialize(answer.Span, EventsJson.Default.String) ?? throw new JsonException("There is no message."));
            return message.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", "ChatWorker", "The answer of the function ChatWorker cannot be read.", e);
        }
    }
}
