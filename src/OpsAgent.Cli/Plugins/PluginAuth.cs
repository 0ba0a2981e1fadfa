namespace OpsAgent.Cli.Plugins;

/// <summary>How a plugin proves who asks.</summary>
internal enum PluginAuth
{
    /// <summary>OAuth 2.0 authorization code: the person's own token goes with each call and names them.</summary>
    OAuth,

    /// <summary>The plugin's key, and the person as they name themselves. Amazon Q Business cannot send one.</summary>
    ApiKey,
}
