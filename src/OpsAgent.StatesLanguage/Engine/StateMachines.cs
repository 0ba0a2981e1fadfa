namespace OpsAgent.StatesLanguage;

/// <summary>Creates, updates and deletes state machines.</summary>
internal sealed class StateMachines(WriteLoop loop, SqliteSession session, TimeProvider clock)
{
    private readonly StateMachineStore _store = new(session);

    /// <summary>Idempotent as documented: the same name and definition answer the existing state machine; role and tags are not compared.</summary>
    /// <exception cref="ApiErrorException">The errors of CreateStateMachine.</exception>
    public Task<StateMachineRow> CreateAsync(StateMachineRow requested) => loop.ExecuteAsync(() =>
    {
        if (_store.Find(requested.Arn) is not { } existing)
        {
            var created = requested with { Created = clock.GetUtcNow() };
            _store.Insert(created);
            return created;
        }

        if (existing.Deleting)
        {
            throw ApiErrors.MachineDeleting(existing.Arn);
        }

        return (existing.Definition, existing.Logging, existing.Tracing) == (requested.Definition, requested.Logging, requested.Tracing)
            ? existing
            : throw ApiErrors.MachineExists(existing.Arn);
    });

    /// <summary>An update that changes nothing keeps the revision id, as recorded on AWS.</summary>
    /// <exception cref="ApiErrorException">The errors of UpdateStateMachine.</exception>
    public Task<StateMachineRow> UpdateAsync(string arn, Func<StateMachineRow, StateMachineRow> change) => loop.ExecuteAsync(() =>
    {
        var existing = _store.Find(arn) ?? throw ApiErrors.NoMachine(arn);
        if (existing.Deleting)
        {
            throw ApiErrors.MachineDeleting(arn);
        }

        var requested = change(existing);
        if (requested == existing)
        {
            return existing with { Updated = clock.GetUtcNow() };
        }

        var updated = requested with { RevisionId = Ids.NewUuid(), Updated = clock.GetUtcNow() };
        _store.Update(updated);
        return updated;
    });

    /// <summary>Changes the tags, which are no part of a revision.</summary>
    /// <exception cref="ApiErrorException">The errors of TagResource.</exception>
    public Task TagAsync(string arn, Func<string?, string?> change) => loop.ExecuteAsync(() =>
    {
        var existing = _store.Find(arn) ?? throw ApiErrors.NoResource(arn);
        _store.SetTags(arn, change(existing.Tags));
        return true;
    });

    /// <summary>Marks the state machine as DELETING and removes it when its last execution has ended. An unknown ARN is no error.</summary>
    public Task DeleteAsync(string arn) => loop.ExecuteAsync(() =>
    {
        _store.MarkDeleting(arn);
        _store.RemoveIfDeletedAndIdle(arn);
        return true;
    });
}
