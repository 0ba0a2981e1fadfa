using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;
using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>The workflows: actions are pinned, permissions are minimal, and production waits for a reviewer.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string[] Known = ["binary.yml", "deploy.yml", "pull-request.yml", "rollback.yml", "stack.yml"];

    public static TheoryData<string> Files => [.. Known];

    [Fact]
    public void Workflows_AreThese() =>
        Assert.Equal(Known, Directory.GetFiles(Repository.PathTo(".github", "workflows")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Uses_ArePinnedByDigest(string file)
    {
        var steps = (await ReadAsync(file))["jobs"]!.AsObject().SelectMany(j => (j.Value!["steps"]?.AsArray() ?? []).Append(j.Value)).Select(s => s!["uses"]?.GetValue<string>()).OfType<string>();
        Assert.All(steps, uses => Assert.True(IsPinned(uses), uses));
    }

    [Theory]
    [InlineData("actions/checkout@v5", false)]
    [InlineData("actions/checkout@main", false)]
    [InlineData("actions/checkout@08c6903", false)]
    [InlineData("docker://alpine:3", false)]
    [InlineData("actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8", true)]
    [InlineData("./.github/workflows/stack.yml", true)]
    public void Uses_OfAnyKind_AreJudged(string uses, bool expected) => Assert.Equal(expected, IsPinned(uses));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Permissions_AreStatedAndLeast(string file)
    {
        var workflow = await ReadAsync(file);
        Assert.Equal("""{"contents":"read"}""", workflow["permissions"]!.ToJsonString());
        var ofJobs = workflow["jobs"]!.AsObject().Select(j => j.Value!["permissions"]?.ToJsonString()).OfType<string>();
        // One says who built the binary, the other asks that and for AWS's credentials.
        string[] allowed = ["""{"contents":"read","id-token":"write","attestations":"write"}""", """{"contents":"read","id-token":"write","attestations":"read"}"""];
        Assert.All(ofJobs, p => Assert.Contains(p, allowed));
        Assert.Equal(file is "stack.yml" or "deploy.yml" or "rollback.yml", ofJobs.Any());
    }

    // Script injection: untrusted values, such as branch names, must be passed as environment variables.
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Commands_HaveNoExpressionsInTheirText(string file)
    {
        var workflow = await ReadAsync(file);
        var commands = workflow["jobs"]!.AsObject().SelectMany(j => j.Value!["steps"]?.AsArray() ?? []).Select(s => s!["run"]?.GetValue<string>()).OfType<string>();
        Assert.All(commands, c => Assert.DoesNotContain("${{", c, StringComparison.Ordinal));
        Assert.DoesNotContain("secrets.", workflow.ToJsonString(), StringComparison.Ordinal);
        // YAML 1.1 reads the key "on" as true.
        Assert.DoesNotContain("pull_request_target", workflow["true"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_ComesAfterStaging_InAnEnvironmentThatPeopleGuard()
    {
        Assert.Equal("${{ inputs.environment }}", (await ReadAsync("stack.yml"))["jobs"]!["deploy"]!["environment"]!.GetValue<string>());
        var jobs = (await ReadAsync("deploy.yml"))["jobs"]!;
        Assert.Equal(("staging", "production"), (jobs["production"]!["needs"]!.GetValue<string>(), jobs["production"]!["with"]!["environment"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Configurations_OfSam_NameParametersOfTheTemplate()
    {
        var config = await File.ReadAllTextAsync(Repository.PathTo("samconfig.toml"));
        var parameters = (await ExpandedTemplate.TestAsync()).Source["Parameters"]!.AsObject();
        var environments = Section().Matches(config).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(["dev", "production", "staging"], environments.Order(StringComparer.Ordinal));
        var overrides = Overrides().Matches(config).Select(m => m.Groups[1].Value.Split(' ')).ToList();
        Assert.Equal(environments, overrides.Select(o => o.Single(v => v.StartsWith("Environment=", StringComparison.Ordinal))["Environment=".Length..]));
        Assert.All(overrides.SelectMany(o => o), o => Assert.True(parameters.ContainsKey(o.Split('=')[0]), o));
        Assert.All(environments, e => Assert.Contains($"stack_name = \"opsagent-controller-{e}\"", config, StringComparison.Ordinal));
        // A plain `sam deploy` is refused rather than made with the last deployment's.
        var allowed = parameters["Release"]!["AllowedPattern"]!.GetValue<string>();
        Assert.All(overrides, o => Assert.DoesNotMatch(allowed, o.Single(v => v.StartsWith("Release=", StringComparison.Ordinal))["Release=".Length..]));
    }

    [Fact]
    public async Task Deployments_AreAllMadeByTheScript_WhichMakesARelease()
    {
        var stack = (await ReadAsync("stack.yml"))["jobs"]!["deploy"]!["steps"]!.AsArray().Select(s => s!["run"]?.GetValue<string>()).OfType<string>();
        Assert.Contains("scripts/deploy.sh \"$ENVIRONMENT\" --region \"$AWS_REGION\" --no-confirm-changeset", stack);
        foreach (var (file, job) in new[] { ("deploy.yml", "staging"), ("deploy.yml", "production"), ("rollback.yml", "stack") })
        {
            Assert.Equal("./.github/workflows/stack.yml", (await ReadAsync(file))["jobs"]![job]!["uses"]!.GetValue<string>());
        }

        string[] files =
        [
            .. new[] { ".ci", ".github", "docs", "scripts" }.SelectMany(folder => Directory.GetFiles(Repository.PathTo(folder), "*", SearchOption.AllDirectories)),
            .. new[] { "README.md", "CONTRIBUTING.md", "samconfig.toml" }.Select(name => Repository.PathTo(name)),
        ];
        var deploying = files.Where(f => Deploying().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Repository.PathTo(), f));
        Assert.Equal([Path.Combine("scripts", "deploy.sh")], deploying);
    }

    [Theory]
    [InlineData("deploy.yml", "binary")]
    [InlineData("rollback.yml", "binary")]
    public async Task Binary_BeforeItIsDeployed_IsAttestedAndVerified(string file, string built)
    {
        var jobs = (await ReadAsync(file))["jobs"]!.AsObject();
        Assert.Equal(built, jobs["attest"]!["needs"]!.GetValue<string>());
        var step = Assert.Single(jobs["attest"]!["steps"]!.AsArray())!;
        Assert.StartsWith("actions/attest-build-provenance@", step["uses"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("sha256:${{ needs.binary.outputs.sha256 }}", step["with"]!["subject-digest"]!.GetValue<string>());
        Assert.All(jobs.Where(j => j.Value!["uses"]?.GetValue<string>() == "./.github/workflows/stack.yml"), j => Assert.Contains(j.Value!["needs"]!.GetValue<string>(), new[] { "attest", "staging" }));
        var commands = (await ReadAsync("stack.yml"))["jobs"]!["deploy"]!["steps"]!.AsArray().Select(s => s!["run"]?.GetValue<string>() ?? string.Empty).ToList();
        var verified = commands.FindIndex(c => c.StartsWith("gh attestation verify artifacts/lambda/bootstrap ", StringComparison.Ordinal));
        Assert.InRange(verified, 0, commands.FindIndex(c => c.StartsWith("scripts/deploy.sh", StringComparison.Ordinal)));
        Assert.Contains("--source-ref refs/heads/main", commands[verified], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_BeginsWithTheCheckOfMain_ByMainsOwnScript()
    {
        var jobs = (await ReadAsync("rollback.yml"))["jobs"]!;
        Assert.Equal("check", jobs["binary"]!["needs"]!.GetValue<string>());
        var steps = jobs["check"]!["steps"]!.AsArray();
        Assert.Equal(("main", 0), (steps[0]!["with"]!["ref"]!.GetValue<string>(), steps[0]!["with"]!["fetch-depth"]!.GetValue<int>()));
        Assert.Equal(("scripts/check-main.sh \"$COMMIT\"", "${{ inputs.ref }}"), (steps[1]!["run"]!.GetValue<string>(), steps[1]!["env"]!["COMMIT"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Tests_AreRestoredFromTheLockFiles_WithVulnerabilitiesAsErrors()
    {
        var run = Assert.Single((await ReadAsync("pull-request.yml"))["jobs"]!["test"]!["steps"]!.AsArray(), s => s!["run"]?.GetValue<string>() == "bash .ci/run")!;
        Assert.Equal(("true", "all"), (run["env"]!["NuGetAudit"]!.GetValue<string>(), run["env"]!["NuGetAuditMode"]!.GetValue<string>()));
        Assert.Equal("${{ matrix.packages == 'stand-ins' }}", run["env"]!["RestoreLockedMode"]!.GetValue<string>());
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", await File.ReadAllTextAsync(Repository.PathTo("Directory.Build.props")), StringComparison.Ordinal);
    }

    private static bool IsPinned(string uses) => uses.StartsWith("./", StringComparison.Ordinal) || Digest().IsMatch(uses);

    private static async Task<JsonNode> ReadAsync(string file)
    {
        var start = new ProcessStartInfo("python3", ["-c", "import json, sys, yaml; print(json.dumps({str(k).lower(): v for k, v in yaml.safe_load(open(sys.argv[1])).items()}))", Repository.PathTo(".github", "workflows", file)]);
        var (exit, output, error) = await ExternalTool.RunAsync(start, "yaml");
        Assert.True(exit == 0, error);
        return JsonNode.Parse(output)!;
    }

    [GeneratedRegex(@"^[a-z-]+/[a-z-]+@[0-9a-f]{40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex("sam deploy -|sam sync|cloudformation (deploy|create-stack|update-stack|create-change-set)", RegexOptions.CultureInvariant)]
    private static partial Regex Deploying();

    [GeneratedRegex(@"^\[([a-z]+)\.deploy\.parameters\]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@"^parameter_overrides = ""([^""]+)""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Overrides();
}
