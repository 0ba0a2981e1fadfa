namespace OpsAgent.StatesLanguage;

/// <summary>Parsed definitions by revision id. Used on the write loop's thread only.</summary>
internal sealed class DefinitionCache(StateMachineStore machines)
{
    private readonly Dictionary<long, CachedRevision> _revisions = [];

    public CachedRevision Get(long revision)
    {
        if (!_revisions.TryGetValue(revision, out var cached))
        {
            var (definition, role, name) = machines.Revision(revision);
            var parsed = DefinitionParser.Parse(definition, out var problems)
                ?? throw new InvalidDataException($"A stored definition is no longer accepted: {problems}");
            _revisions[revision] = cached = new CachedRevision(parsed, role, name);
        }

        return cached;
    }
}
