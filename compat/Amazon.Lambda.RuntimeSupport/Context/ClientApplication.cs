using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Context;

internal sealed class ClientApplication : IClientApplication
{
    public string AppPackageName { get; private init; }

    public string AppTitle { get; private init; }

    public string AppVersionCode { get; private init; }

    public string AppVersionName { get; private init; }

    public string InstallationId { get; private init; }

    public static ClientApplication Read(JsonElement json) => new()
    {
        AppPackageName = Text(json, "app_package_name"),
        AppTitle = Text(json, "app_title"),
        AppVersionCode = Text(json, "app_version_code"),
        AppVersionName = Text(json, "app_version_name"),
        InstallationId = Text(json, "installation_id"),
    };

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : null;
}
