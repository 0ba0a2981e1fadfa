using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>The bench's own function Proposals, as Chat invokes it.</summary>
internal sealed class InvokedProposals(Bench bench) : IProposalsFunction
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
    {
        bench.Handed.Add(JsonSerializer.Deserialize(proxyEvent.Span, EventsJson.Default.APIGatewayProxyRequest)!);
        using var input = new MemoryStream(proxyEvent.ToArray());
        using var answer = new MemoryStream();
        await using var output = await bench.Function(FunctionNames.Proposals)(input, bench.Context("invocation-of-chat"));
        await output.CopyToAsync(answer, cancellationToken);
        return answer.ToArray();
    }
}
