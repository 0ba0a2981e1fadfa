using OpsAgent.Core.Rates;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Core.Tests.Rates;

public sealed class InMemoryRateCounterTests : RateCounterContract
{
    private readonly InMemoryRateCounter counter = new();

    protected override IRateCounter Create() => counter;
}
