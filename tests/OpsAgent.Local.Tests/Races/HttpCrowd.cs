using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Races;

/// <summary>A local host on the real clock with files of its own, and many clients at once.</summary>
internal sealed class HttpCrowd : IAsyncDisposable
{
    private readonly HttpClient client = new();

    private HttpCrowd(LocalHost host, string folder) => (Host, Folder) = (host, folder);

    public LocalHost Host { get; }

    public string Folder { get; }

    /// <param name="timeScale">The approval window is this much of 15 minutes.</param>
    public static async Task<HttpCrowd> StartAsync(double timeScale)
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-race-").FullName;
        var options = new LocalOptions { Port = 0, StatesPort = 0, LambdaPort = 0, DataFolder = folder, WaitTimeScale = timeScale, Deployment = LocalAgent.Unhurried };
        return new HttpCrowd(await LocalHost.StartAsync(options, TextWriter.Null, TimeProvider.System, CancellationToken.None), folder);
    }

    /// <summary>Starts all at one signal and waits for the last.</summary>
    public static async Task<IReadOnlyList<T>> AllAtOnceAsync<T>(IEnumerable<Func<Task<T>>> racers)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = racers.Select(r => Task.Run(async () =>
        {
            await signal.Task;
            return await r();
        })).ToList();
        signal.SetResult();
        return await Task.WhenAll(all);
    }

    public Task<Answer> ProposeAsync(string user, string? key = null) => PostAsync(
        "/operations/reboot_ec2",
        new JsonObject { ["instance_id"] = Instances.Healthy, ["reason"] = "The application hangs since 08:50.", ["user_id"] = user },
        key);

    /// <param name="verb">approve, deny or withdraw.</param>
    public Task<Answer> DecideAsync(string verb, string user, string token)
    {
        var parameters = new JsonObject { ["approval_token"] = token };
        if (verb != "approve")
        {
            parameters["reason"] = "Not during the release.";
        }

        return PostAsync($"/operations/{verb}", new JsonObject
        {
            ["operation"] = $"{verb}_action",
            ["parameters"] = parameters,
            ["user_context"] = new JsonObject { ["user_id"] = user },
        });
    }

    public async Task<Answer> ShowAsync(string proposalId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Url, $"/operations/proposals/{proposalId}"));
        request.Headers.Add("X-OpsAgent-User", LocalUsers.Viewer);
        return await SendAsync(request);
    }

    /// <returns>What Lambda answers: the function's own answer or its error.</returns>
    public async Task<string> InvokeAsync(string function, JsonObject input)
    {
        using var content = new StringContent(input.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(Host.LambdaUrl, $"/2015-03-31/functions/{function}/invocations"), content);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Looks until the proposal has ended and its execution too.</summary>
    public async Task<Answer> EndOfAsync(string proposalId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await ShowAsync(proposalId);
            if (page.Json.GetProperty("workflow") is { ValueKind: JsonValueKind.Object } workflow && workflow.GetProperty("status").GetString() != "RUNNING")
            {
                // A page reads the proposal before the execution, which may have ended in between.
                return await ShowAsync(proposalId);
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<Answer> PostAsync(string path, JsonObject body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.Url, path)) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Add("X-API-Key", Host.ApiKey!);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        return new Answer((int)response.StatusCode, text, document.RootElement.Clone());
    }
}
