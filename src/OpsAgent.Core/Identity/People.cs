using System.Collections.Immutable;

namespace OpsAgent.Core.Identity;

/// <summary>
/// Which addresses and chat accounts are one person's, from entries <c>id=address</c>: the id is another e-mail address,
/// <c>slack:team:user</c> or <c>teams:tenant:user</c>, the address stands for the person. An id that leads to two people,
/// or in a circle, is nobody's; so is every address in an entry that cannot be read.
/// </summary>
internal sealed class People
{
    public static readonly People None = new(ImmutableDictionary<string, ImmutableHashSet<UserId>>.Empty, []);

    private readonly ImmutableDictionary<string, ImmutableHashSet<UserId>> _owners;
    private readonly ImmutableHashSet<UserId> _unclear;

    private People(ImmutableDictionary<string, ImmutableHashSet<UserId>> owners, ImmutableHashSet<UserId> unclear) => (_owners, _unclear) = (owners, unclear);

    public static People Of(IEnumerable<string> entries)
    {
        var owners = new Dictionary<string, HashSet<UserId>>(StringComparer.Ordinal);
        var unclear = new HashSet<UserId>();
        foreach (var entry in entries)
        {
            // An address may hold "=", the one that stands for a person may not.
            var split = entry.LastIndexOf('=');
            if (split > 0 && UserId.TryParse(entry[(split + 1)..]) is { } person && KeyOf(entry[..split]) is { } id)
            {
                (owners.TryGetValue(id, out var known) ? known : owners[id] = []).Add(person);
                continue;
            }

            unclear.UnionWith(entry.Split('=').Select(UserId.TryParse).OfType<UserId>());
        }

        return new People(owners.ToImmutableDictionary(o => o.Key, o => o.Value.ToImmutableHashSet(), StringComparer.Ordinal), [.. unclear]);
    }

    public UserId? Of(UserId address)
    {
        var seen = new HashSet<UserId>();
        for (var person = address; seen.Add(person);)
        {
            if (_unclear.Contains(person))
            {
                return null;
            }

            if (!_owners.TryGetValue(person.Value, out var owners))
            {
                return person;
            }

            if (owners.Count > 1)
            {
                return null;
            }

            if (owners.Single() == person)
            {
                return person;
            }

            person = owners.Single();
        }

        return null;
    }

    /// <returns>The person whose account it is; null where no entry, or more than one, gives it to somebody.</returns>
    public UserId? Of(ChatAccount account) =>
        _owners.TryGetValue(account.Value, out var owners) && owners.Count == 1 ? Of(owners.Single()) : null;

    private static string? KeyOf(string id)
    {
        var text = id.Trim();
        return UserId.TryParse(text) is { } address ? address.Value
            : ChatAccount.TryParse(text)?.Value;
    }
}
