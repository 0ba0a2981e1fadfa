using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.TestKit;

/// <summary>Resources that a test puts there.</summary>
public sealed class FakeResourceDirectory : IResourceDirectory
{
    public IList<NamedResource> Resources { get; } = [];

    /// <summary>What every call says was not looked through.</summary>
    public IList<string> NotSearched { get; } = [];

    /// <summary>The names of each call.</summary>
    public IList<IReadOnlyList<string>> Asked { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public FakeResourceDirectory With(SubjectKind kind, string subject, string name, string where = "")
    {
        Resources.Add(new NamedResource(new Subject(kind, subject), name, where));
        return this;
    }

    public Task<ResourceMatches> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        Asked.Add(names);
        return Failure is null
            ? Task.FromResult(new ResourceMatches([.. Resources.Where(r => names.Any(n => NameWords.Of(n).IsIn(NameWords.Of(r.Name))))], [.. NotSearched]))
            : Task.FromException<ResourceMatches>(Failure);
    }
}
