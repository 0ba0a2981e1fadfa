using System.Collections.Concurrent;
using System.Text.Json;

using OpsAgent.Chat.Messages;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Keeps where proposals are shown as its port describes it, in memory and as JSON.</summary>
public sealed class InMemoryShownProposals : IShownProposals
{
    private readonly ConcurrentDictionary<(RequestSource Service, ProposalId Proposal), string> _shown = new();

    /// <summary>What is done before each write; null for nothing.</summary>
    public Func<ShownProposal, Task>? BeforeSave { get; set; }

    public Task<ShownProposal?> FindAsync(RequestSource service, ProposalId proposal, CancellationToken cancellationToken) =>
        Task.FromResult(_shown.TryGetValue((service, proposal), out var body) ? StoredJson.Read(body, ChatJson.Default.ShownProposal) : null);

    public async Task<bool> TrySaveAsync(ShownProposal shown, CancellationToken cancellationToken)
    {
        await (BeforeSave?.Invoke(shown) ?? Task.CompletedTask);
        lock (_shown)
        {
            var key = (shown.Service, shown.Proposal);
            var revision = _shown.TryGetValue(key, out var body) ? StoredJson.Read(body, ChatJson.Default.ShownProposal).Revision : 0;
            if (revision != shown.Revision - 1)
            {
                return false;
            }

            _shown[key] = JsonSerializer.Serialize(shown, ChatJson.Default.ShownProposal);
            return true;
        }
    }
}
