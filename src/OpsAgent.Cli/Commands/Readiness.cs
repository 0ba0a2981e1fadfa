using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Local;

namespace OpsAgent.Cli.Commands;

/// <summary>What a script needs to use a local run.</summary>
internal static class Readiness
{
    /// <summary>Appears whole or not at all: a waiting script must never read half of it.</summary>
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
            ["users"] = new JsonArray([.. users]),
            ["data"] = host.DataFolder,
        };
        var unfinished = $"{path}.unfinished";
        await File.WriteAllTextAsync(unfinished, ready.ToJsonString(), cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }
}
