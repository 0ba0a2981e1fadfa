namespace OpsAgent.StatesLanguage;

/// <summary>Parsed definitions by revision. The write loop's thread only.</summary>
internal sealed class DefinitionCache(MachineStore machines)
{
    private readonly Dictionary<long, CachedRevision> _known = [];

    public CachedRevision Get(long revision)
    {
        if (!_known.TryGetValue(revision, out var cached))
        {
            var (definition, role, name) = machines.Revision(revision);
            var parsed = DefinitionParser.Parse(definition, out var problems)
                ?? throw new InvalidDataException($"A stored definition is no longer accepted: {problems}");
            _known[revision] = cached = new CachedRevision(parsed, role, name);
        }

        return cached;
    }
}
