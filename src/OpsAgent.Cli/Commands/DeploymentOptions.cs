using System.CommandLine;

using OpsAgent.Functions.Configuration;

namespace OpsAgent.Cli.Commands;

/// <summary><c>--mode</c> and <c>--set</c>: a deployment's settings on the command line, which override environment variables.</summary>
internal static class DeploymentOptions
{
    private const string ModeName = "ExecutionMode";

    public static Option<string?> Mode { get; } = new("--mode")
    {
        Description = "LOCAL_MOCK (default), DRY_RUN or SANDBOX_LIVE; the same as --set ExecutionMode=MODE",
        HelpName = "MODE",
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = $"A setting, repeatable; before its environment variable. Known: {string.Join(", ", DeploymentSetting.All.Select(s => s.Name))}",
        HelpName = "NAME=VALUE",
    };

    /// <returns>The deployment, or null and every problem.</returns>
    public static (Deployment? Deployment, IReadOnlyList<string> Problems) Read(ParseResult parsed, Func<string, string?> environment)
    {
        IEnumerable<string> assignments = parsed.GetValue(Set) ?? [];
        if (parsed.GetValue(Mode) is { } mode)
        {
            assignments = assignments.Prepend($"{ModeName}={mode}");
        }

        var (given, problems) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var parts in assignments.Select(a => a.Split('=', 2)))
        {
            if (parts.Length < 2)
            {
                problems.Add($"--set {parts[0]} lacks its value: give Name=Value.");
            }
            else if (DeploymentSetting.All.FirstOrDefault(s => s.Name == parts[0]) is not { } setting)
            {
                problems.Add($"--set {parts[0]} is not known. Known: {string.Join(", ", DeploymentSetting.All.Select(s => s.Name))}.");
            }
            else if (!given.TryAdd(setting.Variable, parts[1]))
            {
                problems.Add($"{parts[0]} is given twice.");
            }
        }

        var (deployment, others) = DeploymentReader.Read(variable => given.GetValueOrDefault(variable) ?? environment(variable), DeploymentHost.Local);
        problems.AddRange(others);
        return problems.Count == 0 ? (deployment, []) : (null, problems);
    }
}
