using System.Net;
using System.Net.Sockets;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Functions.Webhooks;

/// <summary>
/// Resolves a host, keeps only public addresses and connects to one of those: the name is not looked up again, so what
/// was checked is what is connected to.
/// </summary>
internal sealed class CheckedConnection(WebhookNetwork network)
{
    private const int MaxAddresses = 4;

    /// <exception cref="AddressRefusedException">The host has addresses, and none of them may be reached.</exception>
    public async ValueTask<Stream> OpenAsync(DnsEndPoint point, CancellationToken cancellationToken)
    {
        var addresses = await network.ResolveAsync(point.Host, cancellationToken);
        var allowed = addresses.Where(PublicAddress.Is).Take(MaxAddresses).ToList();
        if (addresses.Length > 0 && allowed.Count == 0)
        {
            throw new AddressRefusedException();
        }

        Exception? last = null;
        foreach (var address in allowed)
        {
            try
            {
                return await network.ConnectAsync(new IPEndPoint(address, point.Port), cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Nothing was sent yet, so the next address is no second post.
                last = e;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
