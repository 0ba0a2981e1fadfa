using System.IO.Pipelines;
using System.Text;

using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

using OpsAgent.Cli.Mcp;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Mcp;

/// <summary>The SDK's own client against a local host whose clock the test drives: over HTTP, or over the standard streams of <c>opsagent mcp</c>.</summary>
internal sealed class SdkClient : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly LocalAgent _agent;
    private readonly Stdio? _stdio;

    private SdkClient(LocalAgent agent, McpClient client, Stdio? stdio) => (_agent, Client, _stdio) = (agent, client, stdio);

    public McpClient Client { get; }

    public static async Task<SdkClient> StartAsync(LocalAgent agent, string? revision, bool byStdio)
    {
        var stdio = byStdio ? new Stdio(agent, LocalUsers.Engineer) : null;
        IClientTransport transport = stdio is not null
            ? new StreamClientTransport(stdio.Input, stdio.Output)
            : new HttpClientTransport(new HttpClientTransportOptions
            {
                Endpoint = new Uri(agent.Host.Url, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["X-API-Key"] = agent.Host.ApiKey!, ["X-OpsAgent-User"] = LocalUsers.Engineer },
            });
        var options = new McpClientOptions { ProtocolVersion = revision, ClientInfo = new Implementation { Name = "tests", Version = "1" } };
        return new SdkClient(agent, await agent.DriveAsync(McpClient.CreateAsync(transport, options)), stdio);
    }

    public Task<T> RunAsync<T>(Func<McpClient, ValueTask<T>> call) => _agent.DriveAsync(call(Client).AsTask());

    public Task<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        RunAsync(c => c.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => a.Value)));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_stdio is not null)
        {
            await _stdio.DisposeAsync();
        }
    }

    /// <summary>Standard input and output of the command.</summary>
    internal sealed class Stdio : IAsyncDisposable
    {
        private readonly HttpClient _client = new();
        private readonly Task _running;
        private readonly StreamReader _lines;

        public Stdio(LocalAgent agent, string user, Uri? endpoint = null)
        {
            var (input, output) = (new Pipe(), new Pipe());
            (Input, Output) = (input.Writer.AsStream(), output.Reader.AsStream());
            _client.DefaultRequestHeaders.Add("X-API-Key", agent.Host.ApiKey);
            _client.DefaultRequestHeaders.Add("X-OpsAgent-User", user);
            _lines = new StreamReader(Output, Utf8);
            var proxy = new StdioProxy(
                _client, endpoint ?? new Uri(agent.Host.Url, "/mcp"), new StreamReader(input.Reader.AsStream(), Utf8), new StreamWriter(output.Writer.AsStream(), Utf8) { NewLine = "\n" }, TextWriter.Synchronized(Log));
            _running = proxy.RunAsync(CancellationToken.None);
        }

        public Stream Input { get; }

        public Stream Output { get; }

        public StringWriter Log { get; } = new();

        public async Task<string> AskAsync(LocalAgent agent, string line)
        {
            await SendAsync(line);
            return (await agent.DriveAsync(_lines.ReadLineAsync()))!;
        }

        public async Task SendAsync(string line)
        {
            await Input.WriteAsync(Utf8.GetBytes($"{line}\n"));
            await Input.FlushAsync();
        }

        /// <summary>Ends the input, and with it the proxy.</summary>
        public async ValueTask DisposeAsync()
        {
            await Input.DisposeAsync();
            await _running;
            _lines.Dispose();
            _client.Dispose();
        }
    }
}
