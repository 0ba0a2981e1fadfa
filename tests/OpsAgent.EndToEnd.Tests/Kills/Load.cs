using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;

namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary>
/// People at work on a host that is killed again and again: they propose and decide; when a connection breaks they send the
/// same again until they are answered, or are never seen again. Writes down what they were told.
/// </summary>
internal sealed class Load(int seed) : IDisposable
{
    private static readonly string[] Operators = [LocalUsers.Engineer, LocalUsers.Lead];

    private const int Instances = 16;
    private const int Services = 4;

    private static readonly (string Operation, string Parameters)[] Changes =
    [
        .. Enumerable.Range(1, Instances).Select(i => ("reboot_ec2", $$"""{"instance_id":"{{IdOf(i)}}"}""")),
        .. Enumerable.Range(1, Services).Select(i => ("scale_ecs_service", $$"""{"cluster":"production","service":"web-{{i}}"}""")),
    ];

    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(40) };
    private readonly CancellationTokenSource stop = new();
    private volatile Address? address;
    private int keys;
    private int broken;
    private int answered;

    /// <summary>Who was told what about which proposal.</summary>
    public ConcurrentQueue<Told> Told { get; } = new();

    /// <summary>Requests whose connection broke.</summary>
    public int Broken => broken;

    public int Answered => answered;

    /// <summary>The cloud that they work on.</summary>
    public static string Cloud()
    {
        JsonObject Tags() => new() { ["OpsAgentManaged"] = "true", ["Environment"] = "production", ["CriticalityLevel"] = "high" };
        return new JsonObject
        {
            ["instances"] = new JsonArray([.. Enumerable.Range(1, Instances).Select(i => new JsonObject { ["instance_id"] = IdOf(i), ["tags"] = Tags() })]),
            ["services"] = new JsonArray([.. Enumerable.Range(1, Services).Select(i => new JsonObject { ["cluster"] = "production", ["service"] = $"web-{i}", ["desired_count"] = 3, ["tags"] = Tags() })]),
        }.ToJsonString();
    }

    /// <summary>Where the host is now; null while it is down.</summary>
    public void Point(JsonElement? ready) =>
        address = ready is { } at ? new Address(new Uri(at.GetProperty("url").GetString()!), at.GetProperty("api_key").GetString()!) : null;

    public IReadOnlyList<Task> Start(int people) => [.. Enumerable.Range(0, people).Select(i => Task.Run(() => WorkAsync(new Dice(seed * 1000 + i))))];

    public void Stop() => stop.Cancel();

    /// <summary>Denies whatever nobody has decided.</summary>
    public async Task DenyTheRestAsync()
    {
        var pending = await GetAsync("/operations/proposals");
        foreach (var open in pending.GetProperty("proposals").EnumerateArray())
        {
            var id = open.GetProperty("proposal_id").GetString()!;
            var parameters = new JsonObject { ["proposal_id"] = id, ["plan_hash"] = open.GetProperty("plan_hash").GetString(), ["reason"] = "The day is over." };
            var body = new JsonObject { ["operation"] = "deny_action", ["parameters"] = parameters, ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Lead } };
            Note("deny", LocalUsers.Lead, await SendAsync(HttpMethod.Post, "/operations/deny", body, null), id);
        }
    }

    public Task<JsonElement> ShowAsync(string proposalId) => GetAsync($"/operations/proposals/{proposalId}");

    private Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonObject? body, string? key)
    {
        var at = address ?? throw new HttpRequestException("The host is down.");
        using var request = new HttpRequestMessage(method, new Uri(at.Url, path));
        request.Headers.Add("X-API-Key", at.ApiKey);
        if (body is null)
        {
            request.Headers.Add("X-OpsAgent-User", LocalUsers.Viewer);
        }
        else
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public void Dispose()
    {
        client.Dispose();
        stop.Dispose();
    }

    private async Task WorkAsync(Dice dice)
    {
        while (!stop.IsCancellationRequested)
        {
            var (operation, parameters) = Changes[dice.Next(Changes.Length)];
            var requester = dice.Next(2);
            var body = JsonNode.Parse(parameters)!.AsObject();
            body["reason"] = "The application hangs since 08:50.";
            body["user_id"] = Operators[requester];
            if (operation == "scale_ecs_service")
            {
                body["desired_count"] = 1 + dice.Next(9);
            }

            var proposed = await UntilAnsweredAsync($"/operations/{operation}", body, $"key-{Interlocked.Increment(ref keys)}", dice);
            if (proposed is { } answer && answer.TryGetProperty("approval_token", out var token) && token.GetString() is { } secret)
            {
                Note("propose", Operators[requester], answer, answer.GetProperty("proposal_id").GetString()!);
                await Task.Delay(dice.Next(200));
                await DecideAsync(dice, requester, answer.GetProperty("proposal_id").GetString()!, secret);
            }

            await Task.Delay(dice.Next(200));
        }
    }

    private async Task DecideAsync(Dice dice, int requester, string id, string token)
    {
        var (verb, by) = dice.Next(10) switch
        {
            < 6 => ("approve", Operators[1 - requester]),
            6 => ("deny", Operators[1 - requester]),
            7 => ("withdraw", Operators[requester]),
            8 => ("approve", Operators[requester]),
            _ => (string.Empty, string.Empty),
        };
        if (verb.Length == 0)
        {
            return;
        }

        var parameters = new JsonObject { ["approval_token"] = token };
        if (verb != "approve")
        {
            parameters["reason"] = "Not during the release.";
        }

        var body = new JsonObject { ["operation"] = $"{verb}_action", ["parameters"] = parameters, ["user_context"] = new JsonObject { ["user_id"] = by } };
        if (await UntilAnsweredAsync($"/operations/{verb}", body, null, dice) is { } answer)
        {
            Note(verb, by, answer, id);
        }
    }

    private static string IdOf(int number) => $"i-0a1b2c3d4e5f6{number:d4}";

    private void Note(string verb, string by, JsonElement answer, string id) => Told.Enqueue(new Told(
        verb,
        by,
        id,
        answer.GetProperty("success").GetBoolean() ? null : answer.GetProperty("error").GetProperty("code").GetString(),
        answer.TryGetProperty("action_executed", out var executed) && executed.GetBoolean()));

    /// <returns>Null when whoever asked gave up.</returns>
    private async Task<JsonElement?> UntilAnsweredAsync(string path, JsonObject body, string? key, Dice dice)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (address is not null)
                {
                    var answer = await SendAsync(HttpMethod.Post, path, body, key);
                    Interlocked.Increment(ref answered);
                    return answer;
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
            {
                Interlocked.Increment(ref broken);
                if (dice.Next(4) == 0)
                {
                    return null;
                }
            }

            await Task.Delay(20 + dice.Next(60));
        }

        return null;
    }

    private sealed record Address(Uri Url, string ApiKey);
}
