using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>HTTP/1.1 by hand: sends any bytes, and reads answers strictly.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    public static async Task<RawConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return connection;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <returns>The next answer, or null where the server ended the connection instead.</returns>
    public async Task<RawAnswer?> ReadAsync(bool toHead, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var answer = await ReadOneAsync(toHead, cancellationToken);
                if (answer is not { Status: 100 })
                {
                    return answer;
                }
            }
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<RawAnswer?> ReadOneAsync(bool toHead, CancellationToken cancellationToken)
    {
        if (await LineAsync(cancellationToken) is not { } start)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        var status = int.Parse(start.Split(' ')[1], CultureInfo.InvariantCulture);
        var body = toHead || status == 100 ? []
            : headers.TryGetValue("Content-Length", out var length) ? await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellationToken)
            : headers.ContainsKey("Transfer-Encoding") ? await ChunksAsync(cancellationToken)
            : await RestAsync(cancellationToken);
        return new RawAnswer(status, headers, body);
    }

    private async Task<byte[]> ChunksAsync(CancellationToken cancellationToken)
    {
        var whole = new List<byte>();
        while (true)
        {
            var size = int.Parse(await LineAsync(cancellationToken) ?? throw new EndOfStreamException("the answer is cut off"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            whole.AddRange(await BytesAsync(size, cancellationToken));
            await LineAsync(cancellationToken);
            if (size == 0)
            {
                return [.. whole];
            }
        }
    }

    private async Task<byte[]> RestAsync(CancellationToken cancellationToken)
    {
        var whole = new List<byte>();
        while (await FillAsync(cancellationToken))
        {
            whole.AddRange(_buffer.AsSpan(_from, _to - _from));
            _from = _to;
        }

        return [.. whole];
    }

    private async Task<byte[]> BytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            if (!await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException("The answer ends before its length.");
            }

            var part = Math.Min(count - at, _to - _from);
            _buffer.AsSpan(_from, part).CopyTo(bytes.AsSpan(at));
            (at, _from) = (at + part, _from + part);
        }

        return bytes;
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await FillAsync(cancellationToken))
        {
            var character = (char)_buffer[_from++];
            if (character == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(character);
        }

        return line.Length == 0 ? null : throw new EndOfStreamException("The answer ends within a line.");
    }

    /// <returns>False at the end of the connection.</returns>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_from < _to)
        {
            return true;
        }

        (_from, _to) = (0, await _socket.ReceiveAsync(_buffer, cancellationToken));
        return _to > 0;
    }
}
