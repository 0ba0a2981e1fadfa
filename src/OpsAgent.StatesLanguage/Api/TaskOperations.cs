using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The operations of whoever holds a task token.</summary>
internal sealed class TaskOperations(Executions executions)
{
    public Task<JsonObject> SucceedAsync(RequestFields fields)
    {
        var token = Token(fields);
        var output = fields.Optional("output")
            ?? throw Refusals.Validation("Value null at 'output' failed to satisfy constraint: Member must not be null");
        if (Quotas.IsTooLarge(output))
        {
            throw Refusals.InvalidOutput("The output is larger than 262144 bytes.");
        }

        return JsonText.TryParse(output, out _, out var problem)
            ? AnswerAsync(token, new TaskAnswer.Success(output))
            : throw Refusals.InvalidOutput(JacksonMessage.For(output, problem));
    }

    public Task<JsonObject> FailAsync(RequestFields fields) => AnswerAsync(
        Token(fields), new TaskAnswer.Failure(fields.Optional("error", 0, 256), fields.Optional("cause", 0, 32_768)));

    public Task<JsonObject> BeatAsync(RequestFields fields) => AnswerAsync(Token(fields), new TaskAnswer.Heartbeat());

    private static string Token(RequestFields fields) => fields.Required("taskToken", 2048);

    private async Task<JsonObject> AnswerAsync(string token, TaskAnswer answer)
    {
        if (!TaskToken.IsReadable(token))
        {
            throw Refusals.InvalidTaskToken();
        }

        return await executions.AnswerAsync(token, answer).ConfigureAwait(false) ? [] : throw Refusals.TaskTimedOut();
    }
}
