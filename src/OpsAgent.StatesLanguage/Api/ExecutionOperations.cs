using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The operations on executions.</summary>
internal sealed class ExecutionOperations(Executions executions, Queries queries)
{
    public async Task<JsonObject> StartAsync(RequestFields fields)
    {
        var (arn, testCase) = Arns.SplitTestCase(Arns.CheckMachine(fields.Required("stateMachineArn", 256)));
        var name = fields.Optional("name") is { } given ? Names.Check(given) : null;
        var started = await executions.StartAsync(
            new StartRequest(arn, testCase, name, Input(fields), fields.Optional("traceHeader", 0, 256))).ConfigureAwait(false);
        return new JsonObject { ["executionArn"] = started.Arn, ["startDate"] = Moments.OnWire(started.Started) };
    }

    public async Task<JsonObject> StopAsync(RequestFields fields)
    {
        var arn = Arns.CheckExecution(fields.Required("executionArn", 256));
        var stopped = await executions.StopAsync(arn, fields.Optional("error", 0, 256), fields.Optional("cause", 0, 32_768)).ConfigureAwait(false);
        return new JsonObject { ["stopDate"] = Moments.OnWire(stopped) };
    }

    public Task<JsonObject> DescribeAsync(RequestFields fields) =>
        Task.FromResult(ExecutionView.Describe(Find(fields), MachineView.MetadataOnlyAsked(fields)));

    public Task<JsonObject> ListAsync(RequestFields fields)
    {
        if (fields.Has("mapRunArn") || fields.Has("redriveFilter"))
        {
            throw Refusals.NotSupported("Listing by map run or redrive");
        }

        var arn = Arns.CheckMachine(fields.Required("stateMachineArn", 256));
        var status = fields.OneOf("statusFilter", ExecutionStatusName.All);
        var size = Page.Size(fields);
        var listing = $"executions {arn} {status}";
        var before = Page.Number(PageToken.Read(listing, fields.Optional("nextToken", 1, 3096)), long.MaxValue);
        _ = queries.Machine(arn) ?? throw Refusals.NoMachine(arn);
        var rows = queries.Executions(arn, status, before, size + 1);
        return Task.FromResult(Page.Of("executions", rows, size, ExecutionView.ListItem, listing, row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }

    public Task<JsonObject> HistoryAsync(RequestFields fields)
    {
        var size = Page.Size(fields);
        var backwards = fields.Flag("reverseOrder") ?? false;
        var withData = fields.Flag("includeExecutionData") ?? true;
        var token = fields.Optional("nextToken", 1, 1024);
        var execution = Find(fields);
        var listing = $"events {execution.Arn} {backwards}";
        var position = (int)Page.Number(PageToken.Read(listing, token), backwards ? int.MaxValue : 0);
        var rows = backwards
            ? queries.EventsBackwards(execution.Id, position, size + 1)
            : queries.Events(execution.Id, position, size + 1);
        return Task.FromResult(Page.Of(
            "events", rows, size, row => EventView.Show(row, withData), listing, row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Input(RequestFields fields)
    {
        var input = fields.Optional("input") ?? "{}";
        if (Quotas.IsTooLarge(input))
        {
            throw Refusals.InvalidInput("The input is larger than 262144 bytes.");
        }

        return input.Length == 0 ? throw Refusals.InvalidInput("Invalid execution input.")
            : JsonText.TryParse(input, out _, out var problem) ? input
            : throw Refusals.InvalidInput(JacksonMessage.For(input, problem));
    }

    private ExecutionRow Find(RequestFields fields)
    {
        var arn = Arns.CheckExecution(fields.Required("executionArn", 256));
        return queries.Execution(arn) ?? throw Refusals.NoExecution(arn);
    }
}
