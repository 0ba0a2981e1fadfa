using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Cli.Administration;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent policy</c>: looks at the rules for writes, and puts others in place.</summary>
internal static class PolicyCommand
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<FileInfo> PolicyFile = new("file") { Description = "A policy's JSON (docs/policy.md)", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON" };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask" };
    public static Command Create(TimeProvider time) => new("policy", "Show and set the rules for writes.")
    {
        Errand.Command(time, "show", "Show the rules that hold now, in words.", ShowAsync, Json),
        Errand.Command(time, "put", "Check a policy, show what it changes, and put it in place.", PutAsync, PolicyFile, Yes, Json),
    };

    private static async Task<int> ShowAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        var text = await installation.Parameters.ReadAgainAsync(ParameterNames.Policy, stop);
        if (text is null)
        {
            output.WriteLine(parsed.GetValue(Json) ? "null" : $"{installation.Name} has no policy: nothing is asked of a write beyond the deployment's own parameters. Set one: opsagent policy put FILE {installation.Arguments}");
            return Errand.Fine;
        }

        if (!WritePolicy.Parse(text).Succeeded(out var policy, out var refusal))
        {
            return Errand.Fail(parsed, Errand.Found, refusal.Message);
        }

        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonNode.Parse(text)!.ToJsonString(Indented));
            return Errand.Fine;
        }

        output.WriteLine($"Policy of {installation.Name}: {policy.Rules.Length} rules, {policy.Hash()[..12]}");
        foreach (var line in PolicyWords.Of(policy))
        {
            output.WriteLine(line);
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
            output.WriteLine(isBroken ? "The policy that is there cannot be read, and refuses every write. This one changes, as far as it can be told:"
                : present is null ? "There is no policy yet. This one adds:" : "This changes:");
            foreach (var change in changes)
            {
                output.WriteLine($"  {Core.Text.Sanitizer.Line(change)}");
            }
        }

        if (!parsed.GetValue(Yes))
        {
            if (Console.IsInputRedirected)
            {
                throw new UsageException("Nobody is asked here, so nothing was written. Look at what it changes, and give --yes.");
            }

            error.Write($"Put it in place for {installation.Name}? It holds at once. [y/N] ");
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
            throw new UsageException($"{file} is no policy, and nothing was written. {refusal.Message}");
        }

        using var document = JsonDocument.Parse(text);
        return (policy, CanonicalJson.Text(document.RootElement));
    }
}
