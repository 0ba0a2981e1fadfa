using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>The events of the approvals table's stream, as Lambda hands them over.</summary>
public sealed class DynamoProposalChangesTests
{
    public static TheoryData<ProposalStatus> Statuses => [.. Enum.GetValues<ProposalStatus>()];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Read_AProposalInAnyStatus_IsAsItWasStored(ProposalStatus status)
    {
        var proposal = Proposals.In(status);

        var changes = new DynamoProposalChanges().Read(DynamoProposalChanges.EventOf(proposal).ToElement());

        Assert.Equal([Proposals.Json(proposal)], changes.Proposals.Select(Proposals.Json));
        Assert.Equal(0, changes.Unreadable);
    }

    [Fact]
    public void Read_AProposalWithNotes_KeepsThem()
    {
        var proposal = Proposals.New() with { Plan = Proposals.New().Plan with { Notes = ["The group web replaces it."] } };

        Assert.Equal(["The group web replaces it."], new DynamoProposalChanges().Read(DynamoProposalChanges.EventOf(proposal).ToElement()).Proposals[0].Plan.Notes);
    }

    // https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html: a lease and a token beside the proposal, and a lease that is let go.
    [Fact]
    public void Read_TheOtherItemsOfATransaction_IsTheProposalAlone()
    {
        var body = JsonSerializer.Serialize(Proposals.Json(Proposals.In(ProposalStatus.Pending)), Core.Primitives.CoreJson.Default.Options.GetTypeInfo(typeof(string)));
        var records = JsonNode.Parse($$$$"""
            {"Records":[
              {"eventID":"7de3041dd709b024af6f29e4fa13d34c","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1",
               "dynamodb":{"ApproximateCreationDateTime":1479499740,"Keys":{"pk":{"S":"lease#arn"}},"NewImage":{"pk":{"S":"lease#arn"},"proposal_id":{"S":"01kkng00000000000000000001"}},"SequenceNumber":"13021600000000001596893679","SizeBytes":112,"StreamViewType":"NEW_IMAGE"},
               "eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-approvals-production/stream/2016-11-16T20:42:48.104"},
              {"eventName":"MODIFY","dynamodb":{"NewImage":{"pk":{"S":"proposal#01kkng00000000000000000001"},"version":{"N":"3"},"status":{"S":"pending"},"body":{"S":{{{{body}}}}}},"SequenceNumber":"13021600000000001596893680"}},
              {"eventName":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"token#abc"}},"SequenceNumber":"13021600000000001596893681"}}
            ]}
            """)!;

        Assert.Equal([Proposals.In(ProposalStatus.Pending).Id], new DynamoProposalChanges().Read(records.ToElement()).Proposals.Select(p => p.Id));
    }

    [Theory]
    [InlineData("""{"Records":[{"dynamodb":{"NewImage":{"pk":{"S":"proposal#x"},"body":{"S":"{}"}}}}]}""", 1)]
    [InlineData("""{"Records":[{"dynamodb":{"NewImage":{"pk":{"S":"proposal#x"}}}}]}""", 1)]
    [InlineData("""{"Records":[{"dynamodb":{"NewImage":{"pk":{"N":"1"}}}}, {}, null, 1, "x", {"dynamodb":null}]}""", 0)]
    [InlineData("""{"Records":{}}""", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    public void Read_WhatIsNoProposal_IsCountedAtMost(string records, int unreadable)
    {
        var changes = new DynamoProposalChanges().Read(JsonSerializer.Deserialize<JsonElement>(records));

        Assert.Equal((0, unreadable), (changes.Proposals.Count, changes.Unreadable));
    }
}
