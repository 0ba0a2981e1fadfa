using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>An audit event is kept for seven years, and whoever writes another end is found out.</summary>
public sealed class DynamoAuditRetentionTests(Moto moto) : IAsyncLifetime
{
    // 2026-03-14T09:00:00Z and 2,557 days.
    private const long End = 1_994_403_600;

    private static readonly AuditEvent Event = AuditChain.Append(
        "chain", AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject, new AuditEntry(AuditEventType.RequestReceived, "answered"));

    private TableNames _tables = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DynamoAuditTrail Audit => new(moto.Clients, _tables, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _tables = await moto.TablesAsync();
        await Audit.AppendAsync([Event], Stop);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Append_AnEvent_EndsItSevenYearsAfterItsHashedTime()
    {
        Assert.Equal("2033-03-14T09:00:00", DateTimeOffset.FromUnixTimeSeconds(End).ToString("s"));
        Assert.Equal($"{End}", (await ItemAsync())["ttl"].N);
        Assert.Null(AuditChain.FindFirstProblem("chain", await Audit.ReadAsync("chain", Stop), AuditChain.HeadOf(Event)));
    }

    public static TheoryData<AttributeValue> OtherEnds =>
    [
        new AttributeValue { N = "0" },
        new AttributeValue { N = "1773478800" },
        new AttributeValue { N = $"{End - 1}" },
        new AttributeValue { N = $"{End + 1}" },
        new AttributeValue { N = $"{End}.5" },
        new AttributeValue { N = "1e100" },
        new AttributeValue { S = $"{End}" },
        new AttributeValue { NULL = true },
    ];

    [Theory]
    [MemberData(nameof(OtherEnds))]
    public async Task Read_AnotherEnd_IsFoundInTheChainAndInSearches(AttributeValue end)
    {
        await PutAsync(item => item["ttl"] = end);

        var read = await Audit.ReadAsync("chain", Stop);
        Assert.Equal(
            "event 1 is to be deleted at another time than 2557 days after it happened", AuditChain.FindFirstProblem("chain", read, AuditChain.HeadOf(Event)));
        var found = await Audit.SearchAsync(new AuditSearch { Day = new DateOnly(2026, 3, 14) }, null, 10, Stop);
        Assert.True(Assert.Single(found.Events).HasOtherEnd);
    }

    [Fact]
    public async Task Read_AnEventOfAnEarlierVersionWithoutAnEnd_IsValid()
    {
        await PutAsync(item => item.Remove("ttl"));

        Assert.Null(AuditChain.FindFirstProblem("chain", await Audit.ReadAsync("chain", Stop), AuditChain.HeadOf(Event)));
    }

    private async Task<Dictionary<string, AttributeValue>> ItemAsync() => (await moto.Clients.DynamoDb.GetItemAsync(
        new GetItemRequest
        {
            TableName = _tables.Audit,
            Key = new() { ["chain"] = new AttributeValue { S = "chain" }, ["sequence"] = new AttributeValue { S = "000000000001" } },
        },
        Stop)).Item;

    // As whoever has PutItem could: an overwriting Put.
    private async Task PutAsync(Action<Dictionary<string, AttributeValue>> change)
    {
        var item = await ItemAsync();
        change(item);
        await moto.Clients.DynamoDb.PutItemAsync(new PutItemRequest { TableName = _tables.Audit, Item = item }, Stop);
    }
}
