using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

using OpsAgent.Functions.Configuration;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Local.Tests.Kit;

/// <summary>A local host on free ports whose clock the test drives, and a client for it.</summary>
internal sealed class LocalAgent : IAsyncDisposable
{
    private static readonly TimeSpan RealPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient client = new();

    private LocalAgent(LocalHost host, FakeTimeProvider time, StringWriter notices) => (Host, Time, Notices) = (host, time, notices);

    /// <summary>The standard deployment without rate limits: tests ask more in a minute than people.</summary>
    public static Functions.Configuration.Deployment Unhurried { get; } = DeploymentReader.Read(
        variable => variable.EndsWith("_PER_MINUTE", StringComparison.Ordinal) ? "999999" : null, DeploymentHost.Local).Deployment!;

    public LocalHost Host { get; }

    public FakeTimeProvider Time { get; }

    public StringWriter Notices { get; }

    /// <param name="moves">False where the clock stands still meanwhile, so that two agents begin at the same time.</param>
    public static async Task<LocalAgent> StartAsync(LocalOptions? options = null, DateTimeOffset? now = null, bool moves = true)
    {
        var time = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 11, 23, 3, 10, 0, TimeSpan.Zero));
        var notices = new StringWriter();
        var starting = LocalHost.StartAsync(
            (options ?? new LocalOptions()) with { Port = 0, StatesPort = 0, LambdaPort = 0, Deployment = options?.Deployment ?? Unhurried }, TextWriter.Synchronized(notices), time, CancellationToken.None);
        return new LocalAgent(moves ? await DriveAsync(starting, time) : await starting, time, notices);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Host.Url, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (!headers.Any(h => h.Name == "X-API-Key"))
        {
            request.Headers.Add("X-API-Key", Host.ApiKey!);
        }

        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await DriveAsync(client.SendAsync(request), Time);
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return new Answer((int)response.StatusCode, text, document.RootElement.Clone());
    }

    /// <summary>Waits for what the host does, and moves its clock meanwhile.</summary>
    public Task<T> DriveAsync<T>(Task<T> task) => DriveAsync(task, Time);

    /// <summary>Waits as <see cref="DriveAsync{T}"/> does, but first with the clock at rest: for answers that have only seconds of it.</summary>
    public async Task<T> PatientlyAsync<T>(Task<T> task)
    {
        await Task.WhenAny(task, Task.Delay(TimeSpan.FromSeconds(5)));
        return await DriveAsync(task, Time);
    }

    public Task<Answer> GetAsync(string path, string user = LocalUsers.Engineer) => SendAsync(HttpMethod.Get, path, null, ("X-OpsAgent-User", user));

    public Task<Answer> PostAsync(string path, JsonObject body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body.ToJsonString(), headers);

    public Task<Answer> ProposeRebootAsync(string instanceId, string user = LocalUsers.Engineer, params (string Name, string Value)[] headers) => PostAsync(
        "/operations/propose",
        new JsonObject
        {
            ["operation"] = "propose_action",
            ["parameters"] = new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = instanceId, ["reason"] = "Instance check fails, application hangs" },
            ["user_context"] = new JsonObject { ["user_id"] = user },
        },
        headers);

    public Task<Answer> DecideAsync(string verb, string token, string user, string? reason = null)
    {
        var parameters = new JsonObject { ["approval_token"] = token };
        if (reason is not null)
        {
            parameters["reason"] = reason;
        }

        return PostAsync($"/operations/{verb}", new JsonObject
        {
            ["operation"] = $"{verb}_action",
            ["parameters"] = parameters,
            ["user_context"] = new JsonObject { ["user_id"] = user },
        });
    }

    /// <returns>The token that an execution waits with, from the data file: no history shows it.</returns>
    public string TaskToken(string executionArn)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Host.DataFolder, "states.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT token FROM executions WHERE arn = $arn";
        command.Parameters.AddWithValue("$arn", executionArn);
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>Drives the clock until the proposal has one of the statuses.</summary>
    public Task<Answer> UntilAsync(string proposalId, params string[] statuses) => UntilAsync(proposalId, Step, statuses);

    public async Task<Answer> UntilAsync(string proposalId, TimeSpan step, params string[] statuses)
    {
        for (var looks = 0; looks < 2000; looks++)
        {
            var page = await GetAsync($"/operations/proposals/{proposalId}");
            if (statuses.Contains(page.Text("status")) && page.Json.GetProperty("workflow").GetProperty("status").GetString() != "RUNNING")
            {
                return page;
            }

            Time.Advance(step);
        }

        throw new TimeoutException($"{proposalId} did not become {string.Join(" or ", statuses)}.");
    }

    /// <summary>Drives the clock until somebody was told something.</summary>
    public async Task UntilToldAsync(string text)
    {
        for (var looks = 0; looks < 2000 && !Notices.ToString().Contains(text, StringComparison.Ordinal); looks++)
        {
            await GetAsync("/health");
            Time.Advance(Step);
        }

        Assert.Contains(text, Notices.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await DriveAsync(Host.DisposeAsync().AsTask().ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default), Time);
        Notices.Dispose();
    }

    // The handlers wait on the driven clock, so it must move while a request is under way.
    private static async Task<T> DriveAsync<T>(Task<T> task, FakeTimeProvider time)
    {
        for (var steps = 0; steps < 3000; steps++)
        {
            try
            {
                return await task.WaitAsync(RealPause);
            }
            catch (TimeoutException) when (!task.IsFaulted)
            {
                time.Advance(Step);
            }
        }

        throw new TimeoutException("The host did not answer.");
    }
}
