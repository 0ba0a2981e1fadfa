using OpsAgent.Core.Operations.Overview;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Operations;

public sealed class InMemoryCacheTests : SharedCacheContract
{
    protected override ISharedCache Cache { get; } = new InMemoryCache();
}
