using System.Text;

using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>An audit event whose stored text somebody damaged, in any way: every view is answered, and says which event it is.</summary>
public sealed class DamagedAuditTests
{
    private readonly Bench bench = new();

    public static TheoryData<string> Damages { get; } =
    [
        "", " ", "no JSON", "null", "[]", "7", "{}", "\"text\"", "{\"chain\":null}",
        """{"chain":7,"sequence":"x","prev_hash":[],"event_type":{},"timestamp":7,"user_id":null,"outcome":[]}""",
        """{"chain":"a","chain":"b","sequence":1,"sequence":1,"prev_hash":"a","prev_hash":"b","timestamp":"2026-03-14T09:00:00.000Z","timestamp":"2026-03-14T09:00:00.000Z"}""",
        """{"timestamp":"2026-03-14T09:00:00.000Z","details":{"a":1,"a":2}}""",
        """{"timestamp":"2026-03-14T09:00:00.000Z","outcome":"\ud800"}""",
        """{"timestamp":"2026-03-14T09:00:00.000Z","\ud800":1}""",
        """{"timestamp":"2026-03-14T09:00:00.000Z","sequence":1e999,"duration_ms":-0.0}""",
        """{"timestamp":"yesterday","event_type":"approval_granted\u0000\u202e","user_id":"password=hunter2"}""",
        """{"timestamp":"2026-03-14T09:00:00.000Z","sequence":1.5,"hash":"0","unreadable":false}""",
        Deep(40), Deep(58), Deep(61), Deep(62), Deep(63), Deep(64), Deep(70), Deep(2000),
        "{\"timestamp\":\"2026-03-14T09:00:00.000Z\",\"details\":\"\uD800\"}",
        "{\"timestamp\":\"2026-03-14T09:00:00.000Z\"} trailing",
        "\uFEFF{\"timestamp\":\"2026-03-14T09:00:00.000Z\"}",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Show_AProposalWithADamagedEvent_IsNotVerifiedAndSaysWhich(string body)
    {
        var id = await ProposedAsync(body);

        var page = await bench.ShowAsync(Users.Lead, id);

        Assert.True(page.Success, page.Raw);
        Assert.False(page.Body.GetProperty("audit").GetProperty("verified").GetBoolean());
        Assert.Contains("event 1", page.Body.GetProperty("audit").GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, page.Body.GetProperty("timeline").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Chain_WithADamagedEvent_IsNotVerifiedAndSaysWhich(string body)
    {
        var id = await ProposedAsync(body);

        var chain = await bench.SendAsync(Events.Get($"/console/chains/{id}", Users.Lead));

        Assert.True(chain.Success, chain.Raw);
        Assert.Equal("false", chain["verified"]);
        Assert.Contains("event 1", chain["fault"], StringComparison.Ordinal);
        Assert.Equal([1, 2], chain.Body.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Search_OverADamagedEvent_ShowsTheOthers(string body)
    {
        var id = await ProposedAsync(body);

        foreach (var (name, value) in new[] { ("proposal_id", id), ("day", "2026-03-14"), ("user", Users.Engineer.Value) })
        {
            var found = await bench.SendAsync(Events.Get("/console/audit", Users.Lead, (name, value)));

            Assert.True(found.Success, found.Raw);
            Assert.Contains(found.Body.GetProperty("events").EnumerateArray(), e => e.GetProperty("chain").GetString() == id && e.GetProperty("sequence").GetInt32() == 2);
        }
    }

    private async Task<string> ProposedAsync(string body)
    {
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"]!;
        Assert.Equal(2, (await bench.Store.Audit.ReadAsync(id, CancellationToken.None)).Count);
        bench.Store.Audit.Spoil(id, 1, body);
        return id;
    }

    private static string Deep(int levels)
    {
        var text = new StringBuilder("{\"timestamp\":\"2026-03-14T09:00:00.000Z\",\"details\":");
        return text.Append('[', levels - 1).Append(']', levels - 1).Append('}').ToString();
    }
}
