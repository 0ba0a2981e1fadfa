using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>Every rule of every parameter of the workflow operations, kept and broken.</summary>
public sealed class WorkflowParameterTests
{
    private const string Id = "01m84jhwnpv8xmxftddspfch58";

    public static TheoryData<string, string, string?> Kept => new()
    {
        { "create_incident_record", "summary", new string('x', 10) },
        { "create_incident_record", "summary", new string('x', 500) },
        { "create_incident_record", "severity", "low" },
        { "create_incident_record", "severity", "medium" },
        { "create_incident_record", "severity", "high" },
        { "create_incident_record", "severity", "critical" },
        { "create_incident_record", "links", null },
        { "create_incident_record", "links", string.Join(' ', Enumerable.Repeat("https://a.example", 10)) },
        { "create_incident_record", "links", "https://a.example/".PadRight(500, 'x') },
        { "create_incident_record", "proposal_id", null },
        { "create_incident_record", "proposal_id", Id },
        { "create_incident_record", "proposal_id", Id.ToUpperInvariant() },
        { "post_summary_to_channel", "text", "x" },
        { "post_summary_to_channel", "text", new string('x', 2000) },
        { "post_summary_to_channel", "text", "one line\nand another" },
        { "post_summary_to_channel", "channel", "o" },
        { "post_summary_to_channel", "channel", "team-7-alerts" },
        { "post_summary_to_channel", "channel", new string('x', 40) },
    };

    public static TheoryData<string, string, string?> Broken => new()
    {
        { "create_incident_record", "summary", null },
        { "create_incident_record", "summary", new string('x', 9) },
        { "create_incident_record", "summary", new string('x', 501) },
        { "create_incident_record", "summary", "one line\nand another" },
        { "create_incident_record", "severity", null },
        { "create_incident_record", "severity", "sev1" },
        { "create_incident_record", "links", string.Join(' ', Enumerable.Repeat("https://a.example", 11)) },
        { "create_incident_record", "links", "https://a.example/".PadRight(501, 'x') },
        { "create_incident_record", "links", "http://a.example" },
        { "create_incident_record", "links", "https://user@a.example" },
        { "create_incident_record", "proposal_id", Id[1..] },
        { "create_incident_record", "proposal_id", Id + "0" },
        { "create_incident_record", "proposal_id", "u" + Id[1..] },
        { "create_incident_record", "proposal_id", "8" + Id[1..] },
        { "post_summary_to_channel", "text", null },
        { "post_summary_to_channel", "text", " \n " },
        { "post_summary_to_channel", "text", new string('x', 2001) },
        { "post_summary_to_channel", "text", "a\vb" },
        { "post_summary_to_channel", "channel", null },
        { "post_summary_to_channel", "channel", "" },
        { "post_summary_to_channel", "channel", new string('x', 41) },
        { "post_summary_to_channel", "channel", "-ops" },
        { "post_summary_to_channel", "channel", "../ops" },
        { "post_summary_to_channel", "channel", "ops.log" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void Validate_RuleIsKept_TakesIt(string operation, string parameter, string? value) => Validate(operation, parameter, value).Value();

    [Theory]
    [MemberData(nameof(Broken))]
    public void Validate_RuleIsBroken_NamesTheParameter(string operation, string parameter, string? value) =>
        Assert.Equal(parameter, Validate(operation, parameter, value).Refusal(ErrorCode.ValidationError).Detail("field"));

    private static Outcome<Arguments> Validate(string operation, string parameter, string? value)
    {
        var found = OperationCatalog.Default.Find<WorkflowOperation>(operation, "operation").Value();
        var given = new JsonObject(found.Parameters.All.Where(p => p.Required).Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Example)));
        given[parameter] = value;
        return found.Parameters.Validate(given.ToElement());
    }

    [Theory]
    [InlineData("#ops")]
    [InlineData("Ops")]
    [InlineData(" #OPS ")]
    public void Channel_AsPeopleWriteIt_IsItsName(string given) => Assert.Equal(
        "ops",
        new PostSummaryToChannel().Parameters.Validate(new JsonObject { ["text"] = "web is healthy again", ["channel"] = given }.ToElement()).Value().Text("channel"));
}
