using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Cli.Plugins;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent plugin-schema</c>: writes the OpenAPI file for a plugin of Amazon Q Business or a connector of Amazon Quick.</summary>
internal static class PluginSchemaCommand
{
    private const string OAuth = "oauth";
    private const string ApiKey = "api-key";
    private const string QBusiness = "qbusiness";
    private const string Quick = "quick";

    private static readonly JsonSerializerOptions WriteOptions = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = CoreJson.Default,
    };

    private static readonly Option<Uri> Endpoint = new("--endpoint")
    {
        Description = "The deployed API with its stage: the stack's output PluginApiEndpointUrl",
        HelpName = "URL",
        Required = true,
        CustomParser = ReadEndpoint,
    };

    private static readonly Option<string> Auth = new Option<string>("--auth")
    {
        Description = "oauth: the person's own token names them; api-key: they name themselves (Amazon Quick only)",
        Required = true,
    }.AcceptOnlyFromAmong(OAuth, ApiKey);

    private static readonly Option<string?> For = new Option<string?>("--for")
    {
        Description = "Where it is uploaded; if not given, it is what both take where both can",
    }.AcceptOnlyFromAmong(QBusiness, Quick);

    private static readonly Option<bool> Json = new("--json") { Description = "JSON in place of YAML; Amazon Quick takes nothing else" };
    private static readonly Option<Uri?> AuthorizationUrl = Options.Url("--authorization-url", "Where the identity provider signs people in, for --auth oauth");
    private static readonly Option<Uri?> TokenUrl = Options.Url("--token-url", "Where it gives tokens, for --auth oauth");

    public static Command Create()
    {
        var command = new Command("plugin-schema", "Write the OpenAPI file to upload to Amazon Q Business or Amazon Quick.")
        {
            Endpoint, Auth, For, Json, AuthorizationUrl, TokenUrl,
        };
        command.Validators.Add(RejectApiKeyForQBusiness);
        command.SetAction(Run);
        return command;
    }

    /// <returns>The embedded openapi-schema.yaml, as a copy.</returns>
    public static JsonObject ReadSchema()
    {
        using var reader = new StreamReader(typeof(PluginSchemaCommand).Assembly.GetManifestResourceStream("openapi-schema.yaml")!);
        return YamlJson.Read(reader.ReadToEnd())!.AsObject();
    }

    private static int Run(ParseResult parsed)
    {
        var isOAuth = parsed.GetValue(Auth) == OAuth;
        var (authorization, token) = (parsed.GetValue(AuthorizationUrl), parsed.GetValue(TokenUrl));
        if (isOAuth && (authorization is null || token is null))
        {
            Console.Error.WriteLine(
                "opsagent: the addresses of your identity provider are placeholders. Give --authorization-url and --token-url, or put them into the file, before you upload it.");
        }

        var plugin = PluginSchema.Create(ReadSchema(), new PluginTarget(
            parsed.GetValue(Endpoint)!,
            isOAuth ? PluginAuth.OAuth : PluginAuth.ApiKey,
            authorization ?? new Uri("https://identity-provider.example.com/oauth2/authorize"),
            token ?? new Uri("https://identity-provider.example.com/oauth2/token")));
        Console.Write(parsed.GetValue(Json) || parsed.GetValue(For) == Quick ? plugin.ToJsonString(WriteOptions) + "\n" : YamlJson.Write(plugin));
        return 0;
    }

    private static void RejectApiKeyForQBusiness(CommandResult result)
    {
        if (result.GetValue(For) == QBusiness && result.GetValue(Auth) == ApiKey)
        {
            result.AddError("Amazon Q Business cannot send an API key. Give --auth oauth, or --for quick.");
        }
    }

    private static Uri? ReadEndpoint(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" }
            && Uri.IsWellFormedUriString(text, UriKind.Absolute))
        {
            return url;
        }

        result.AddError("--endpoint must be the https URL of the API, without a query: give the stack's output PluginApiEndpointUrl.");
        return null;
    }
}
