namespace OpsAgent.Core.Guardrails;

/// <summary>A tag that a target must carry: exact name, one of these values, case-sensitive.</summary>
public sealed record RequiredTag(string Key, params IReadOnlyList<string> Values)
{
    public bool HeldBy(IReadOnlyDictionary<string, string> tags) => tags.TryGetValue(Key, out var value) && Values.Contains(value);

    public override string ToString() => $"{Key}={string.Join('|', Values)}";
}
