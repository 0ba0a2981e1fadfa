using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

using OpsAgent.TestKit;
using OpsAgent.TestKit.Aws;

namespace OpsAgent.Deployment.Tests.Workflows;

/// <summary>
/// scripts/remove-leftovers.sh on a terminal. moto has no stack that was rolled back, knows no stack by what it has, and no saved
/// queries: a program before the AWS CLI answers for those.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RemoveLeftovers : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-leftovers-");

    private string Queries => Path.Combine(_folder.FullName, "queries.json");

    public static ProcessStartInfo Start(string url, string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments);
        foreach (var (name, value) in new[]
        {
            ("AWS_ENDPOINT_URL", url), ("AWS_ACCESS_KEY_ID", "AKIAFAKEFAKEFAKEFAKE"), ("AWS_SECRET_ACCESS_KEY", "fake-secret-of-the-tests"),
            ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true"),
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Saves a query of CloudWatch Logs.</summary>
    public async Task AddQueryAsync(string name)
    {
        var queries = JsonNode.Parse(File.Exists(Queries) ? await File.ReadAllTextAsync(Queries) : "[]")!.AsArray();
        queries.Add(new JsonObject { ["queryDefinitionId"] = Guid.NewGuid().ToString(), ["name"] = name, ["lastModified"] = 1700000000000 });
        await File.WriteAllTextAsync(Queries, queries.ToJsonString());
    }

    /// <returns>What CloudFormation was asked to delete.</returns>
    public Task<string> StackCallsAsync() => File.ReadAllTextAsync(Path.Combine(_folder.FullName, "stack-calls"));

    /// <param name="url">moto's.</param>
    /// <param name="typed">The lines that somebody types.</param>
    /// <param name="status">Of the environment's stack; null for what moto says.</param>
    /// <param name="owned">The name of what another stack has.</param>
    /// <param name="refused">An operation that AWS refuses.</param>
    /// <param name="empty">Whether there is nothing, without asking moto.</param>
    /// <returns>The output with what was typed.</returns>
    public async Task<(int Exit, string Output)> RunAsync(string url, string[] arguments, string[] typed, string? status = null, string? owned = null, string? refused = null, bool empty = false)
    {
        await WriteShimAsync(status, owned, refused, empty);
        var answers = Path.Combine(_folder.FullName, "typed");
        await File.WriteAllLinesAsync(answers, typed);
        // The path is given to the script alone: a python3 that is itself a shim puts its own programs first.
        const string Terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
        var start = Start(url, "bash", "-c", "exec python3 -c \"$1\" \"${@:3}\" < \"$2\"", "terminal", Terminal, answers, "env", $"PATH={_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", Repository.PathTo("scripts", "remove-leftovers.sh"));
        foreach (var argument in arguments.Where(a => a.Length > 0))
        {
            start.ArgumentList.Add(argument);
        }

        var (exit, output, error) = await ExternalTool.RunAsync(start, "bash", "python3", "aws", "jq", "sed", "grep");
        return (exit, output + error);
    }

    private async Task WriteShimAsync(string? status, string? owned, string? refused, bool empty)
    {
        var served = await ServedAws.FolderAsync();
        if (!File.Exists(Queries))
        {
            await File.WriteAllTextAsync(Queries, "[]");
        }

        var shim = Path.Combine(_folder.FullName, "aws");
        await File.WriteAllTextAsync(shim, $$"""
            #!/usr/bin/env bash
            case "$1 $2" in
              "cloudformation describe-stacks")
                [ -z "{{status}}" ] || { echo '{"Stacks":[{"StackStatus":"{{status}}"}]}'; exit 0; } ;;
              "cloudformation describe-stack-resources")
                [ "$4" != "{{owned}}" ] || { echo '{"StackResources":[{"StackName":"somebody-elses","ResourceStatus":"UPDATE_COMPLETE"}]}'; exit 0; }
                echo "An error occurred (ValidationError): Stack for $4 does not exist" >&2; exit 254 ;;
              "logs describe-query-definitions")
                jq --arg prefix "$4" '{queryDefinitions: map(select(.name | startswith($prefix)))}' {{Queries}}; exit 0 ;;
              "logs delete-query-definition")
                left=$(jq --arg id "$4" 'map(select(.queryDefinitionId != $id))' {{Queries}}) && echo "$left" > {{Queries}}; echo '{"success":true}'; exit 0 ;;
              "cloudformation delete-stack" | "cloudformation wait")
                echo "$*" >> {{_folder.FullName}}/stack-calls; exit 0 ;;
            esac
            [ "{{empty}}" = False ] || [ "$1" = sts ] || [ "$2" = "{{refused}}" ] || { echo "An error occurred (ResourceNotFoundException)" >&2; exit 254; }
            [ "$2" != "{{refused}}" ] || { echo "An error occurred (AccessDenied) when calling the operation" >&2; exit 254; }
            # CLI 1 takes no other endpoint for SQS from the environment.
            exec {{served}}/aws "$@" --endpoint-url "$AWS_ENDPOINT_URL"
            """);
        File.SetUnixFileMode(shim, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
