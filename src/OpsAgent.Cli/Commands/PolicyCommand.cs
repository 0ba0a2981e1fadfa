using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Cli.Administration;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent policy</c>: looks at the rules for writes, tries others on what was proposed, and puts them in place.</summary>
internal static class PolicyCommand
{
    private const int PageSize = 200;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<FileInfo> PolicyFile = new("file") { Description = "A policy's JSON (docs/policy.md)", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON" };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask" };
    private static readonly Option<bool> Check = new("--check") { Description = "Exit with 1 if any outcome would change" };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How many days of proposals to try it on",
        DefaultValueFactory = _ => 30,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var days) && days is >= 1 and <= 2557)
            {
                return days;
            }

            result.AddError("--days must be a whole number from 1 to 2557.");
            return 0;
        },
    };

    public static Command Create(TimeProvider time) => new("policy", "Show, try and set the rules for writes.")
    {
        Errand.Command(time, "show", "Show the rules that hold now, in words.", ShowAsync, Json),
        Errand.Command(time, "put", "Check a policy, show what it changes, and put it in place.", PutAsync, PolicyFile, Yes, Json),
        Errand.Command(time, "test", "Try a policy on recorded proposals: which outcomes would change, and why.", TestAsync, PolicyFile, Days, Check, Json),
    };

    private static async Task<int> ShowAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        var text = await installation.Parameters.ReadAgainAsync(ParameterNames.Policy, stop);
        if (text is null)
        {
            await output.WriteLineAsync(parsed.GetValue(Json) ? "null" : $"{installation.Name} has no policy: nothing is asked of a write beyond the deployment's own parameters. Set one: opsagent policy put FILE {installation.Arguments}");
            return Errand.Fine;
        }

        if (!WritePolicy.Parse(text).Succeeded(out var policy, out var refusal))
        {
            return Errand.Fail(parsed, Errand.Found, refusal.Message);
        }

        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonNode.Parse(text)!.ToJsonString(Indented));
            return Errand.Fine;
        }

        await output.WriteLineAsync($"Policy of {installation.Name}: {policy.Rules.Length} rules, {policy.Hash()[..12]}");
        foreach (var line in PolicyWords.Of(policy))
        {
            await output.WriteLineAsync(line);
        }

        return Errand.Fine;
    }

    private static async Task<int> PutAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        var (policy, text) = await ReadFileAsync(parsed, stop);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var present = await installation.Parameters.ReadAgainAsync(ParameterNames.Policy, stop);
        var changes = PolicyDiff.Of(present, text);
        var isBroken = present is not null && !WritePolicy.Parse(present).Succeeded(out _, out _);
        if (present is not null && !isBroken && changes.Count == 0)
        {
            Answer(parsed, policy, changes, written: false, $"{installation.Name} has this policy already. Nothing was written.");
            return Errand.Fine;
        }

        if (!parsed.GetValue(Json))
        {
            await output.WriteLineAsync(isBroken ? "The policy that is there cannot be read, and refuses every write. This one changes, as far as it can be told:"
                : present is null ? "There is no policy yet. This one adds:" : "This changes:");
            foreach (var change in changes)
            {
                await output.WriteLineAsync($"  {Core.Text.Sanitizer.Line(change)}");
            }
        }

        if (!parsed.GetValue(Yes))
        {
            if (Console.IsInputRedirected)
            {
                throw new UsageException("Nobody is asked here, so nothing was written. Look at what it changes, and give --yes.");
            }

            await error.WriteAsync($"Put it in place for {installation.Name}? It holds at once. [y/N] ");
            if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            {
                return Errand.Fail(parsed, Errand.Found, "Nothing was written.");
            }
        }

        await installation.SetParameterAsync(ParameterNames.Policy, text, stop);
        if (await installation.Parameters.ReadAgainAsync(ParameterNames.Policy, stop) != text)
        {
            return Errand.Fail(parsed, Errand.Unreachable, $"It was written, and another policy is there now: somebody else wrote too. Look: opsagent policy show {installation.Arguments}");
        }

        Answer(parsed, policy, changes, written: true, $"Written and read back: {policy.Rules.Length} rules, {policy.Hash()[..12]}. Functions follow within 60 seconds, what is dispatched at once.");
        return Errand.Fine;
    }

    private static async Task<int> TestAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        var (policy, _) = await ReadFileAsync(parsed, stop);
        var now = installation.Time.GetUtcNow();
        var text = await installation.Parameters.ReadAgainAsync(ParameterNames.Policy, stop);
        var before = WritePolicy.None;
        if (text is not null && WritePolicy.Parse(text).Succeeded(out var present, out _))
        {
            before = present;
        }
        else if (text is not null)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("opsagent: the policy that is there cannot be read, and refuses every write. This one is compared with none.");
        }

        // Rules count what was executed before, for a week at most.
        var since = now - TimeSpan.FromDays(parsed.GetValue(Days));
        var (recorded, unreadable) = await RecordedAsync(installation, since - LongestWindow, stop);
        var authority = await new RoleDirectory(installation.Parameters).ReadAsync(fresh: true, stop);
        var result = PolicyBackTest.Run(before, policy, recorded, authority);
        var differences = result.Differences.Where(d => d.Proposal.CreatedAt >= since).ToList();
        await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(Json)
            ? JsonOf(result, differences, unreadable).ToJsonString(Indented)
            : string.Join('\n', Words(result, differences, recorded.Count(p => p.CreatedAt >= since), unreadable, parsed.GetValue(Days))));
        return parsed.GetValue(Check) && differences.Count > 0 ? Errand.Found : Errand.Fine;
    }

    private static IEnumerable<string> Words(BackTestResult result, List<BackTestDifference> differences, int recorded, int unreadable, int days)
    {
        foreach (var difference in differences)
        {
            yield return Core.Text.Sanitizer.Line($"{difference.Proposal.Id}  {Timestamps.Display(difference.Proposal.CreatedAt)}  {difference.Proposal.Plan.Summary}");
            yield return $"  {Core.Text.Sanitizer.Line(difference.Why)}";
        }

        yield return $"{differences.Count} of {recorded} proposals of the last {days} days would have another outcome.";
        if (result.WithoutFacts > 0)
        {
            yield return $"{result.WithoutFacts} were made before tags were recorded, and could not be asked about.";
        }

        if (result.WithoutPeers > 0)
        {
            yield return $"{result.WithoutPeers} were asked about without the share of a budget: how many resources there were was not recorded.";
        }

        if (unreadable > 0)
        {
            yield return $"{unreadable} cannot be read: damaged, or of a newer version.";
        }
    }

    private static JsonObject JsonOf(BackTestResult result, List<BackTestDifference> differences, int unreadable) => new()
    {
        ["replayed"] = result.Replayed,
        ["without_facts"] = result.WithoutFacts,
        ["without_peers"] = result.WithoutPeers,
        ["unreadable"] = unreadable,
        ["differences"] = new JsonArray([.. differences.Select(d => (JsonNode)new JsonObject
        {
            ["proposal_id"] = d.Proposal.Id.Value,
            ["created_at"] = Timestamps.Text(d.Proposal.CreatedAt),
            ["operation"] = d.Proposal.Plan.Operation,
            ["target"] = d.Proposal.Plan.Target.Arn,
            ["before"] = JsonOf(d.Before),
            ["after"] = JsonOf(d.After),
            ["why"] = d.Why,
        })]),
    };

    private static JsonObject JsonOf(BackTestAnswer answer) => new()
    {
        ["denied"] = answer.Denied?.Message,
        ["approvals"] = answer.Denied is null ? answer.Approvals : null,
        ["asked"] = answer.Denied is null ? JsonConversions.Array(answer.Asked.Select(a => a.Sentence())) : null,
    };

    private static async Task<(List<Proposal> Proposals, int Unreadable)> RecordedAsync(Installation installation, DateTimeOffset since, CancellationToken stop)
    {
        var (proposals, unreadable) = (new List<Proposal>(), 0);
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            ProposalCursor? after = null;
            do
            {
                var page = await installation.Proposals.ListOldestFirstAsync(status, since, after, PageSize, stop);
                proposals.AddRange(page.Proposals);
                unreadable += page.Unreadable;
                after = page.Next;
            }
            while (after is not null);
        }

        // One may have changed its status between two lists.
        return ([.. proposals.DistinctBy(p => p.Id).OrderBy(p => p.CreatedAt)], unreadable);
    }

    private static void Answer(ParseResult parsed, WritePolicy policy, IReadOnlyList<string> changes, bool written, string words) => parsed.InvocationConfiguration.Output.WriteLine(
        parsed.GetValue(Json)
            ? new JsonObject { ["written"] = written, ["hash"] = policy.Hash(), ["rules"] = policy.Rules.Length, ["changes"] = JsonConversions.Array(changes) }.ToJsonString(Indented)
            : words);

    /// <returns>The policy, and its text as it is kept: canonical, so that it takes the least room.</returns>
    private static async Task<(WritePolicy Policy, string Text)> ReadFileAsync(ParseResult parsed, CancellationToken stop)
    {
        var file = parsed.GetValue(PolicyFile)!;
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file.FullName, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}");
        }

        if (!WritePolicy.Parse(text).Succeeded(out var policy, out var refusal))
        {
            // The message speaks of the parameter.
            var problems = refusal.Details!.Value.GetProperty("problems").EnumerateArray().Select(p => p.GetString());
            throw new UsageException($"{file} is no policy, and nothing was written: {string.Join("; ", problems)}. docs/policy.md has every member.");
        }

        return (policy, policy.Text());
    }
}
