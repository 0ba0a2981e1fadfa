namespace OpsAgent.StatesLanguage;

/// <summary>One step of a path: a member's name, or (when the name is null) an array index.</summary>
internal readonly record struct PathStep(string? Name, int Index)
{
    public override string ToString() => Name is null ? $"[{Index}]" : $"['{Name}']";
}
