namespace OpsAgent.Core.Operations.Messages;

/// <summary>Several sets of channels as one. Where two have a channel of one name, the earlier set's counts.</summary>
public sealed class CombinedDestinations(params IReadOnlyList<IDestinations> sets) : IDestinations
{
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var set in sets)
        {
            names.AddRange((await set.NamesAsync(cancellationToken)).Except(names).ToList());
        }

        return names;
    }

    public async Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken)
    {
        foreach (var set in sets)
        {
            if ((await set.NamesAsync(cancellationToken)).Contains(post.Destination))
            {
                return await set.PostAsync(post, cancellationToken);
            }
        }

        return Delivery.Failed($"there is no channel {post.Destination}.");
    }
}
