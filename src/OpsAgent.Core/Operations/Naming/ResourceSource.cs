using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Naming;

/// <summary>
/// One place where the directory looks. Its reading MUST make a bounded number of calls whatever the account holds, MUST answer
/// what it has page by page, MUST end soon after it is cancelled, and MUST throw <see cref="AwsException"/> where AWS does not answer.
/// </summary>
/// <param name="What">What it holds, as a sentence begins: <c>Load balancers</c>.</param>
/// <param name="Action">The IAM action that it cannot do without.</param>
/// <param name="IsByName">Whether AWS is asked for the names; else all is read, whatever the names.</param>
/// <param name="Read">Reads it; may answer what has none of the names.</param>
public sealed record ResourceSource(
    string What, string Action, bool IsByName, Func<IReadOnlyList<string>, CancellationToken, IAsyncEnumerable<ResourcePage>> Read);

/// <param name="Resources">In no particular order.</param>
/// <param name="LeftOut">What is not read although it is there, as a sentence goes on: <c>only the first 1,000 were looked through.</c>; null for nothing.</param>
public sealed record ResourcePage(IReadOnlyList<NamedResource> Resources, string? LeftOut = null);
