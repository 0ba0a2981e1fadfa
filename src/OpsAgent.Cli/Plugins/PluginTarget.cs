namespace OpsAgent.Cli.Plugins;

/// <summary>Where a plugin is uploaded.</summary>
/// <param name="Endpoint">The API with its stage, such as <c>https://id.execute-api.region.amazonaws.com/production</c>.</param>
/// <param name="AuthorizationUrl">Where the identity provider signs people in; for OAuth.</param>
/// <param name="TokenUrl">Where it gives tokens; for OAuth.</param>
internal sealed record PluginTarget(Uri Endpoint, PluginAuth Auth, Uri AuthorizationUrl, Uri TokenUrl);
