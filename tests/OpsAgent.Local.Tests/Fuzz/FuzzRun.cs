using System.Collections.Concurrent;
using System.Text.Json;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>Sends many requests over a few connections and judges every answer.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int Connections = 4;
    private const int EnoughProblems = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FuzzSource _source = new(target, seed);
    private readonly ConcurrentDictionary<string, int> _tally = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentDictionary<string, bool> _announced = new();
    private int _posts;
    private int _next;

    /// <summary>How many answers there were of each kind of request, status and code.</summary>
    public IReadOnlyDictionary<string, int> Tally => _tally;

    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>The ids of proposals and incidents that answers named.</summary>
    public IEnumerable<string> Announced => _announced.Keys;

    /// <summary>How many posts to channels succeeded.</summary>
    public int Posts => _posts;

    public async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        var end = _next + count;
        await Parallel.ForAsync(0, Connections, cancellationToken, async (_, stop) =>
        {
            RawConnection? connection = null;
            for (var index = Interlocked.Increment(ref _next) - 1; index < end && _problems.Count < EnoughProblems; index = Interlocked.Increment(ref _next) - 1)
            {
                connection = await ExchangeAsync(_source.Of(index), connection, stop);
            }

            connection?.Dispose();
        });
        _next = end;
    }

    /// <returns>The connection for the next request, or null for a new one.</returns>
    private async Task<RawConnection?> ExchangeAsync(FuzzCase sent, RawConnection? connection, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var keep = false;
        var isReused = connection is not null;
        try
        {
            connection ??= await RawConnection.OpenAsync(target.Url, patience.Token);
            await SendAsync(sent, connection, patience.Token);
            var answer = await connection.ReadAsync(sent.IsHead, patience.Token);
            Judge(sent, answer);
            keep = answer is { EndsConnection: false } && !sent.EndsConnection;
        }
        catch (EndOfStreamException) when (isReused)
        {
            // The server resets a connection on which it left something unread, and an answer under way goes with it: that says
            // nothing of this request, which is sent again by itself.
            connection!.Dispose();
            return await ExchangeAsync(sent, null, stop);
        }
        catch (Exception e) when (e is OperationCanceledException or EndOfStreamException or FormatException or ArgumentException)
        {
            _problems.Enqueue($"{e.GetType().Name} {e.Message} after {sent}");
        }

        if (!keep)
        {
            connection?.Dispose();
        }

        return keep ? connection : null;
    }

    private static async Task SendAsync(FuzzCase sent, RawConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(sent.Bytes, cancellationToken);
            if (sent.IsFraming)
            {
                connection.EndSending();
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The server has ended it: its answer may be there all the same.
        }
    }

    private void Judge(FuzzCase sent, RawAnswer? answer)
    {
        if (answer is null)
        {
            Count($"{sent.Kind} closed");
            if (!sent.EndsConnection)
            {
                _problems.Enqueue($"no answer to {sent}");
            }

            return;
        }

        var problem = Verdict.Problem(answer, target, sent);
        if (problem is not null)
        {
            _problems.Enqueue($"{problem} after {sent}\n  answered {System.Text.Encoding.UTF8.GetString(answer.Body)}");
            return;
        }

        Count($"{sent.Kind} {answer.Status} {(answer.Body.Length == 0 ? "empty" : answer.Headers.ContainsKey(Verdict.OfAFile) ? "file" : Learn(answer.Body))}");
    }

    private string Learn(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        Announce(root, "proposal_id");
        if (root.TryGetProperty("details", out var details) && details.ValueKind is JsonValueKind.Object)
        {
            Announce(details, "incident_id");
            _ = details.TryGetProperty("posted_at", out _) ? Interlocked.Increment(ref _posts) : 0;
        }

        return root.TryGetProperty("error", out var error) ? error.GetProperty("code").ToString() : "ok";
    }

    private void Announce(JsonElement at, string name)
    {
        if (at.TryGetProperty(name, out var id) && id.ValueKind is JsonValueKind.String)
        {
            _announced[id.GetString()!] = true;
        }
    }

    private void Count(string what) => _tally.AddOrUpdate(what, 1, (_, n) => n + 1);
}
