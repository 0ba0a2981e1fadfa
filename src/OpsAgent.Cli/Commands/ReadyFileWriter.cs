using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Local;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Commands;

/// <summary>The file of <c>--ready-file</c>: URLs, keys and users of a local run, for scripts of this user alone.</summary>
internal static class ReadyFileWriter
{
    /// <summary>Written under another name and renamed, so that a waiting script never reads half of it.</summary>
    public static async Task WriteAsync(string path, LocalHost host, CancellationToken cancellationToken)
    {
        var users = (await host.UsersAsync(cancellationToken))
            .Select(u => (JsonNode)new JsonObject { ["user_id"] = u.UserId.Value, ["roles"] = JsonConversions.Array(u.RoleNames()) });
        var ready = new JsonObject
        {
            ["url"] = host.Url.AbsoluteUri.TrimEnd('/'),
            ["states_url"] = host.StatesUrl.AbsoluteUri.TrimEnd('/'),
            ["lambda_url"] = host.LambdaUrl.AbsoluteUri.TrimEnd('/'),
            ["api_key"] = host.ApiKey,
            ["aws_access_key_id"] = host.AccessKey?.Id,
            ["aws_secret_access_key"] = host.AccessKey?.Secret,
            ["users"] = new JsonArray([.. users]),
            ["data"] = host.DataFolder,
        };
        var temporary = $"{path}.unfinished";
        File.Delete(temporary);
        await using (var writer = new StreamWriter(PrivateFiles.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None)))
        {
            await writer.WriteAsync(ready.ToJsonString().AsMemory(), cancellationToken);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
