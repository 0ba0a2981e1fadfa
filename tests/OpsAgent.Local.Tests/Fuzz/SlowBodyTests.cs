using System.Text;

using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Fuzz;

public sealed class SlowBodyTests
{
    private const int Crowd = 40;

    [Fact]
    public async Task BodiesThatDoNotCome_KeepNobodyElseWaitingAndAreGivenUp()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var agent = await LocalAgent.StartAsync();
        var slow = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => OpenAsync(agent, patience.Token)));

        Assert.Equal(200, (await agent.GetAsync("/health")).Status);

        foreach (var connection in slow)
        {
            var answer = await connection.ReadAsync(toHead: false, patience.Token);
            Assert.Equal(400, answer!.Status);
            Assert.Contains("NOT_JSON", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
            connection.Dispose();
        }
    }

    private static async Task<RawConnection> OpenAsync(LocalAgent agent, CancellationToken cancellationToken)
    {
        var connection = await RawConnection.OpenAsync(agent.Host.Url, cancellationToken);
        var head = $"POST /operations/propose HTTP/1.1\r\nHost: {agent.Host.Url.Authority}\r\nX-API-Key: {agent.Host.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{";
        await connection.SendAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        return connection;
    }
}
