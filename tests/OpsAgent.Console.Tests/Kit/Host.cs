using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OpsAgent.Functions.Configuration;
using OpsAgent.Local;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Console.Tests.Kit;

/// <summary>A local host on a free port, with scaled waits.</summary>
internal sealed class Host : IAsyncDisposable
{
    public const string ImpairedInstance = "i-0a1b2c3d4e5f60002";

    private readonly HttpClient _client = new();

    private Host(LocalHost local) => Local = local;

    public LocalHost Local { get; }

    public Uri Url => Local.Url;

    /// <param name="scale">0.1 makes the 15 minutes of a window 90 seconds.</param>
    /// <param name="settings">Settings of the deployment by their names.</param>
    public static async Task<Host> StartAsync(double scale = 0.1, int port = 0, string? dataFolder = null, params (string Name, string Value)[] settings)
    {
        string? Variable(string variable) => variable.EndsWith("_PER_MINUTE", StringComparison.Ordinal) ? "999999"
            : settings.FirstOrDefault(s => DeploymentSetting.All.Single(d => d.Variable == variable).Name == s.Name).Value;
        var deployment = DeploymentReader.Read(Variable, DeploymentHost.Local).Deployment!;
        var options = new LocalOptions { Port = port, StatesPort = 0, LambdaPort = 0, WaitTimeScale = scale, DataFolder = dataFolder, Deployment = deployment };
        return new Host(await LocalHost.StartAsync(options, TextWriter.Null, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public Task<JsonNode> RebootAsync(string by = LocalUsers.Engineer, string reason = "Instance check fails, application hangs", string instance = ImpairedInstance) =>
        PostAsync("/operations/reboot_ec2", new JsonObject { ["instance_id"] = instance, ["reason"] = reason, ["user_id"] = by });

    /// <param name="token">A bearer token in place of the key, or null.</param>
    public async Task<JsonNode> PostAsync(string path, JsonObject body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path)) { Content = JsonContent.Create(body) };
        request.Headers.Add(token is null ? "X-API-Key" : "Authorization", token is null ? Local.ApiKey : $"Bearer {token}");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Local.DisposeAsync();
    }
}
