using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.</summary>
internal sealed class TaskOperations(Executions executions)
{
    public Task<JsonObject> SendTaskSuccessAsync(RequestFields fields)
    {
        var token = Token(fields);
        var output = fields.Optional("output")
            ?? throw ApiErrors.Validation("Value null at 'output' failed to satisfy constraint: Member must not be null");
        if (Quotas.IsTooLarge(output))
        {
            throw ApiErrors.InvalidOutput("The output is larger than 262144 bytes.");
        }

        return JsonText.TryParse(output, out _, out var problem)
            ? CallbackAsync(token, new TaskCallback.Success(output))
            : throw ApiErrors.InvalidOutput(JacksonMessage.For(output, problem));
    }

    public Task<JsonObject> SendTaskFailureAsync(RequestFields fields) => CallbackAsync(
        Token(fields), new TaskCallback.Failure(fields.Optional("error", 0, 256), fields.Optional("cause", 0, 32_768)));

    public Task<JsonObject> SendTaskHeartbeatAsync(RequestFields fields) => CallbackAsync(Token(fields), new TaskCallback.Heartbeat());

    private static string Token(RequestFields fields) => fields.Required("taskToken", 2048);

    private async Task<JsonObject> CallbackAsync(string token, TaskCallback callback)
    {
        if (!TaskToken.IsReadable(token))
        {
            throw ApiErrors.InvalidTaskToken();
        }

        return await executions.CallbackAsync(token, callback).ConfigureAwait(false) ? [] : throw ApiErrors.TaskTimedOut();
    }
}
