using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Amazon.Runtime;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>
/// A server in place of AWS: records every request, answers AssumeRole one way and all else another. On bare TCP, so
/// that it counts what is sent and can cut the line.
/// </summary>
internal sealed class ExecutorWire : IDisposable
{
    public const string OwnKey = "AKIAFAKEFAKEFAKEFAKE";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<WireRequest, WireAnswer> _answer;
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private readonly ConcurrentBag<TcpClient> _lines = [];

    public ExecutorWire(WireAnswer write, WireAnswer? assume = null)
    {
        _answer = request => request.Operation == "AssumeRole" ? assume ?? WireAnswer.Session : write;
        _listener.Start();
        Clients = new AwsClients(AwsTimeouts.SingleAttempt, new BasicAWSCredentials(OwnKey, "fake-secret"), new Uri($"http://{_listener.LocalEndpoint}/"));
        Serving = ServeAsync();
    }

    public AwsClients Clients { get; }

    public Task Serving { get; }

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    public IEnumerable<WireRequest> Writes => _requests.Where(r => r.Operation != "AssumeRole");

    public void Dispose()
    {
        Clients.Dispose();
        _listener.Dispose();
        foreach (var line in _lines)
        {
            line.Dispose();
        }
    }

    private static async Task<WireRequest?> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var parts = text.ToString().Split("\r\n\r\n", 2);
            if (parts.Length < 2)
            {
                continue;
            }

            var headers = new NameValueCollection(StringComparer.OrdinalIgnoreCase);
            foreach (var header in parts[0].Split("\r\n").Skip(1).Select(h => h.Split(": ", 2)))
            {
                headers.Add(header[0], header[1]);
            }

            if (parts[1].Length >= int.Parse(headers["Content-Length"] ?? "0", CultureInfo.InvariantCulture))
            {
                return new WireRequest(headers, parts[1]);
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var line = await _listener.AcceptTcpClientAsync();
                _lines.Add(line);
                _ = AnswerAsync(line);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(TcpClient line)
    {
        var stream = line.GetStream();
        if (await ReadAsync(stream) is not { } request)
        {
            return;
        }

        _requests.Enqueue(request);
        var answer = _answer(request);
        if (answer.Status is null)
        {
            return;
        }

        if (answer.Status is not 0)
        {
            var body = Encoding.UTF8.GetBytes(answer.Body);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Answer\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }

        line.Close();
    }
}
