using System.Net;
using System.Net.Sockets;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Functions.Webhooks;

/// <summary>
/// Resolves a host and connects to one of its public addresses. The name is not resolved again, so that the checked address
/// is the one connected to (DNS rebinding).
/// </summary>
internal sealed class PublicAddressConnector(WebhookNetwork network)
{
    private const int MaxAddresses = 4;

    /// <exception cref="NonPublicAddressException">The host has addresses, but no public one.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var addresses = await network.ResolveAsync(endpoint.Host, cancellationToken);
        var allowed = addresses.Where(PublicAddress.Is).Take(MaxAddresses).ToList();
        if (addresses.Length > 0 && allowed.Count == 0)
        {
            throw new NonPublicAddressException();
        }

        Exception? lastError = null;
        foreach (var address in allowed)
        {
            try
            {
                return await network.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Nothing was sent yet, so trying the next address cannot post twice.
                lastError = e;
            }
        }

        throw lastError ?? new SocketException((int)SocketError.HostNotFound);
    }
}
