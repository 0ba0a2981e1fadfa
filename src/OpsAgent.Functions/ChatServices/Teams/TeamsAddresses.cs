namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>The addresses of Microsoft's side, replaceable in tests.</summary>
public sealed record TeamsAddresses
{
    /// <summary>The issuer of the Bot Connector's tokens.</summary>
    public const string Issuer = "https://api.botframework.com";

    public static TeamsAddresses Standard { get; } = new();

    /// <summary>The OpenID metadata of <see cref="Issuer"/>.</summary>
    public Uri OpenIdMetadata { get; init; } = new("https://login.botframework.com/v1/.well-known/openidconfiguration");

    /// <summary>The token endpoint of a tenant.</summary>
    public Func<string, Uri> TokenEndpoint { get; init; } = tenant => new Uri($"https://login.microsoftonline.com/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");

    /// <summary>The connector, where nobody has told another one.</summary>
    public Uri Connector { get; init; } = new("https://smba.trafficmanager.net/teams/");

    /// <summary>Whether an address is a connector of Teams': nothing else ever gets the bot's token.</summary>
    public Func<Uri, bool> IsConnector { get; init; } = IsTeams;

    /// <returns>The connector's address, ending in a slash; null where the text is none.</returns>
    public Uri? ConnectorOf(string? text) =>
        text is { Length: <= 256 } && Uri.TryCreate(text.EndsWith('/') ? text : $"{text}/", UriKind.Absolute, out var url) && url is { UserInfo: "", Query: "", Fragment: "" } && IsConnector(url) ? url : null;

    // Not *.trafficmanager.net: whoever has an Azure subscription may have a name there.
    private static bool IsTeams(Uri url) => url is { Scheme: "https", IsDefaultPort: true, Host: "smba.trafficmanager.net" or "smba.infra.gcc.teams.microsoft.com" };
}
