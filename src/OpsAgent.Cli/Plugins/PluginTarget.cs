namespace OpsAgent.Cli.Plugins;

/// <summary>What a plugin schema is made for.</summary>
/// <param name="Endpoint">The API with its stage, such as <c>https://id.execute-api.region.amazonaws.com/production</c>.</param>
/// <param name="AuthorizationUrl">The identity provider's authorization endpoint, for OAuth.</param>
/// <param name="TokenUrl">Its token endpoint, for OAuth.</param>
internal sealed record PluginTarget(Uri Endpoint, PluginAuth Auth, Uri AuthorizationUrl, Uri TokenUrl);
