namespace OpsAgent.StatesLanguage;

/// <summary>Creates, updates and deletes machines.</summary>
internal sealed class Machines(WriteLoop loop, SqliteSession session, TimeProvider clock)
{
    private readonly MachineStore _store = new(session);

    /// <summary>The same name and the same definition again is no new machine; role and tags do not count (as documented).</summary>
    /// <exception cref="RefusalException">As CreateStateMachine refuses.</exception>
    public Task<MachineRow> CreateAsync(MachineRow wanted) => loop.DoAsync(() =>
    {
        if (_store.Find(wanted.Arn) is not { } known)
        {
            var created = wanted with { Created = clock.GetUtcNow() };
            _store.Insert(created);
            return created;
        }

        if (known.Deleting)
        {
            throw Refusals.MachineDeleting(known.Arn);
        }

        return (known.Definition, known.Logging, known.Tracing) == (wanted.Definition, wanted.Logging, wanted.Tracing)
            ? known
            : throw Refusals.MachineExists(known.Arn);
    });

    /// <summary>An update that changes nothing keeps the revision (recorded).</summary>
    /// <exception cref="RefusalException">As UpdateStateMachine refuses.</exception>
    public Task<MachineRow> UpdateAsync(string arn, Func<MachineRow, MachineRow> change) => loop.DoAsync(() =>
    {
        var known = _store.Find(arn) ?? throw Refusals.NoMachine(arn);
        if (known.Deleting)
        {
            throw Refusals.MachineDeleting(arn);
        }

        var wanted = change(known);
        if (wanted == known)
        {
            return known with { Updated = clock.GetUtcNow() };
        }

        var updated = wanted with { RevisionId = Ids.NewUuid(), Updated = clock.GetUtcNow() };
        _store.Update(updated);
        return updated;
    });

    /// <summary>What runs may end; until then the machine shows as being deleted. An unknown machine is deleted already.</summary>
    public Task DeleteAsync(string arn) => loop.DoAsync(() =>
    {
        _store.MarkDeleting(arn);
        _store.RemoveIfDeletedAndIdle(arn);
        return true;
    });
}
