using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Bootstrap.Tests.Logs;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>The native binary through everything that happens to a deployment, and the AWS actions that each function called.</summary>
public sealed class StoriesTests
{
    [Fact]
    public async Task EveryFunction_InEveryStory_CallsTheListedActionsAndNoOthers()
    {
        await using var account = await Account.OpenAsync();
        using var world = new World(account.Url);
        await world.BuildAsync(account.Tagged);
        var (live, dry, talking) = (new Stage(account, world), new Stage(account, world, "DRY_RUN"), new Stage(account, world, model: ChatStory.Model));

        await AuthorizerStory.PlayAsync(live);
        await LookStory.PlayAsync(live);
        await ScaleStory.PlayAsync(live);
        await RebootStory.PlayAsync(live);
        await RollbackStory.PlayAsync(live);
        await EndStory.PlayAsync(live);
        await RefusalStory.PlayAsync(live);
        await WorkflowStory.PlayAsync(live);
        await SweepStory.PlayAsync(live);
        await PolicyStory.PlayAsync(live);
        await ConfigurationStory.PlayAsync(live);
        await DigestStory.PlayAsync(live);
        await SlackStory.PlayAsync(live);
        await DryRunStory.PlayAsync(dry);
        await ConsoleStory.PlayAsync(dry);
        await ChatStory.PlayAsync(live, talking);
        await ChatWorkerStory.PlayAsync(live, talking);
        await TeamsStory.PlayAsync(live);
        await McpStory.PlayAsync(live, dry);
        var glass = await BreakGlassStory.PlayAsync(account, world);

        var seen = live.Seen.Concat(dry.Seen).Concat(glass.Seen).Concat(talking.Seen).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            FunctionNames.All.Append("Executor").Order(StringComparer.Ordinal),
            seen.Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
        ActionList.Hold(seen);
        HoldQueries([.. live.Lines, .. dry.Lines, .. talking.Lines, .. glass.Lines]);
    }

    private static void HoldQueries(IReadOnlyList<string> lines)
    {
        Assert.Contains(lines, line => JsonNode.Parse(line)!["_aws"] is not null);
        var queries = SavedQuery.OfTheTemplate();
        Assert.Equal(["ApprovalWorkflowTracking", "ErrorAnalysis", "PerformanceAnalysis"], queries.Keys.Order(StringComparer.Ordinal));

        var errors = queries["ErrorAnalysis"].Find(lines);
        var failed = lines.Where(line => string.Equals((string?)JsonNode.Parse(line)!["level"], "error", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Empty(failed.Except(errors));
        Assert.Equal([false, true], failed.Select(line => LogLines.IsOfTheRuntime(JsonNode.Parse(line)!)).Distinct().Order());

        var approvals = queries["ApprovalWorkflowTracking"].Find(lines).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["approval_denied", "approval_granted", "approval_requested"], approvals.Select(line => (string)line["event_type"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(approvals, line => Assert.All(queries["ApprovalWorkflowTracking"].Fields, field => Assert.NotNull(line[field])));

        // Lambda writes them, in the same log and in its own text.
        const string Report = "REPORT RequestId: 00000000-0000-0000-0000-000000000000\tDuration: 12.34 ms\tBilled Duration: 13 ms";
        Assert.Equal([Report], queries["PerformanceAnalysis"].Find([.. lines, Report]));
    }
}
