using System.CommandLine;
using System.Net;
using System.Text;

using OpsAgent.Cli.Mcp;
using OpsAgent.Local;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent mcp</c>: an MCP server on standard input and output, for clients that start their servers themselves.</summary>
internal static class McpCommand
{
    private const string KeyVariable = "OPSAGENT_API_KEY";
    private const string TokenVariable = "OPSAGENT_TOKEN";
    private const string UserVariable = "OPSAGENT_USER";

    // Longer than API Gateway waits for a function.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Option<Uri?> Endpoint = Options.Url(
        "--endpoint", $"A deployment's URL, or that of a running opsagent up; {TokenVariable}, or {KeyVariable} with {UserVariable}, say who asks (default: the simulated cloud, in this process)");

    private static readonly Option<DirectoryInfo?> Data = Options.Data();
    private static readonly Option<FileInfo?> Cloud = Options.Cloud();
    private static readonly Option<double> WaitTimeScale = Options.WaitTimeScale();

    public static Command Create()
    {
        var command = new Command("mcp", "Serve the Model Context Protocol on standard input and output: look and propose, never decide.") { Endpoint, Data, Cloud, WaitTimeScale };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken stop) => parsed.GetValue(Endpoint) is { } endpoint
        ? RunRemoteAsync(endpoint, stop)
        : Foreground.RunAsync(() => UntilStoppedAsync(() => RunLocalAsync(parsed, stop), stop));

    private static async Task<int> RunRemoteAsync(Uri endpoint, CancellationToken stop)
    {
        var (key, token, user) = (Variable(KeyVariable), Variable(TokenVariable), Variable(UserVariable));
        var problem = endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback ? "--endpoint must be https, or http on this machine: the credentials go there."
            : token is null && (key is null || user is null) ? $"Say who asks: set {TokenVariable}, or {KeyVariable} and {UserVariable}."
            : new[] { key, token, user }.Any(v => v?.All(c => c is > ' ' and <= '~') == false) ? $"{TokenVariable}, {KeyVariable} and {UserVariable} must be visible ASCII characters."
            : null;
        if (problem is not null)
        {
            await Console.Error.WriteLineAsync($"opsagent: {problem}");
            return 2;
        }

        return await Foreground.RunAsync(() => UntilStoppedAsync(() => ServeAsync(endpoint, token, token is null ? key : null, token is null ? user : null, stop), stop));
    }

    private static async Task RunLocalAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new LocalOptions
        {
            Port = 0,
            StatesPort = 0,
            LambdaPort = 0,
            DataFolder = parsed.GetValue(Data)?.FullName,
            CloudFile = parsed.GetValue(Cloud)?.FullName,
            WaitTimeScale = parsed.GetValue(WaitTimeScale),
        };
        await using var host = await LocalHost.StartAsync(options, Console.Error, TimeProvider.System, stop);
        await Console.Error.WriteLineAsync($"opsagent: the simulated cloud, as {Variable(UserVariable) ?? LocalUsers.Engineer}. Decide as somebody else at {host.Url}");
        await ServeAsync(host.Url, token: null, host.ApiKey, Variable(UserVariable) ?? LocalUsers.Engineer, stop);
    }

    private static async Task ServeAsync(Uri endpoint, string? token, string? key, string? user, CancellationToken stop)
    {
        // No proxy of the environment reaches this machine, and no redirect gets the credentials.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !endpoint.IsLoopback, AutomaticDecompression = DecompressionMethods.All };
        using var client = new HttpClient(handler) { Timeout = Patience };
        foreach (var (name, value) in new[] { ("Authorization", token is null ? null : $"Bearer {token}"), ("X-API-Key", key), ("X-OpsAgent-User", user) }.Where(h => h.Item2 is not null))
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var input = new StreamReader(Console.OpenStandardInput(), utf8);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
        await new StdioProxy(client, EndpointOf(endpoint), input, output, Console.Error).RunAsync(stop);
    }

    // Standard output is the protocol's: what Foreground says of a stop does not belong there.
    private static async Task UntilStoppedAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("opsagent: stopped.");
        }
    }

    private static Uri EndpointOf(Uri given)
    {
        var path = given.AbsolutePath.TrimEnd('/');
        return new UriBuilder(given) { Path = path.EndsWith("/mcp", StringComparison.Ordinal) ? path : $"{path}/mcp" }.Uri;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
