using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The API operations on executions.</summary>
internal sealed class ExecutionOperations(Executions executions, Queries queries)
{
    public async Task<JsonObject> StartAsync(RequestFields fields)
    {
        var (arn, testCase) = Arns.SplitTestCase(Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256)));
        var name = fields.Optional("name") is { } requestedName ? ResourceName.Validate(requestedName) : null;
        var started = await executions.StartAsync(
            new StartRequest(arn, testCase, name, Input(fields), fields.Optional("traceHeader", 0, 256))).ConfigureAwait(false);
        return new JsonObject { ["executionArn"] = started.Arn, ["startDate"] = TimestampJson.WriteEpochSeconds(started.StartedAt) };
    }

    public async Task<JsonObject> StopAsync(RequestFields fields)
    {
        var arn = Arns.ValidateExecution(fields.Required("executionArn", 256));
        var stopped = await executions.StopAsync(arn, fields.Optional("error", 0, 256), fields.Optional("cause", 0, 32_768)).ConfigureAwait(false);
        return new JsonObject { ["stopDate"] = TimestampJson.WriteEpochSeconds(stopped) };
    }

    public Task<JsonObject> DescribeAsync(RequestFields fields) =>
        Task.FromResult(ExecutionJson.Describe(Find(fields), StateMachineJson.IsMetadataOnly(fields)));

    public Task<JsonObject> ListAsync(RequestFields fields)
    {
        if (fields.Has("mapRunArn") || fields.Has("redriveFilter"))
        {
            throw ApiErrors.NotSupported("Listing by map run or redrive");
        }

        var arn = Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256));
        var status = fields.OneOf("statusFilter", ExecutionStatusName.All);
        var maxResults = Page.Size(fields);
        var listingName = $"executions {arn} {status}";
        var before = Page.ParsePosition(PageToken.Decode(listingName, fields.Optional("nextToken", 1, 3096)), long.MaxValue);
        _ = queries.FindStateMachine(arn) ?? throw ApiErrors.NoMachine(arn);
        var rows = queries.ListExecutions(arn, status, before, maxResults + 1);
        return Task.FromResult(Page.Create("executions", rows, maxResults, ExecutionJson.ListItem, listingName, row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }

    public Task<JsonObject> GetHistoryAsync(RequestFields fields)
    {
        var maxResults = Page.Size(fields);
        var backwards = fields.Boolean("reverseOrder") ?? false;
        var includeData = fields.Boolean("includeExecutionData") ?? true;
        var token = fields.Optional("nextToken", 1, 1024);
        var execution = Find(fields);
        var listingName = $"events {execution.Arn} {backwards}";
        var position = (int)Page.ParsePosition(PageToken.Decode(listingName, token), backwards ? int.MaxValue : 0);
        var rows = backwards
            ? queries.ListEventsBackwards(execution.Id, position, maxResults + 1)
            : queries.ListEvents(execution.Id, position, maxResults + 1);
        return Task.FromResult(Page.Create(
            "events", rows, maxResults, row => HistoryEventJson.ToJson(row, includeData), listingName, row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Input(RequestFields fields)
    {
        var input = fields.Optional("input") ?? "{}";
        if (Quotas.IsTooLarge(input))
        {
            throw ApiErrors.InvalidInput("The input is larger than 262144 bytes.");
        }

        return input.Length == 0 ? throw ApiErrors.InvalidInput("Invalid execution input.")
            : JsonText.TryParse(input, out _, out var problem) ? input
            : throw ApiErrors.InvalidInput(JacksonMessage.For(input, problem));
    }

    private ExecutionRow Find(RequestFields fields)
    {
        var arn = Arns.ValidateExecution(fields.Required("executionArn", 256));
        return queries.FindExecution(arn) ?? throw ApiErrors.NoExecution(arn);
    }
}
