using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>The sentence that a person types for what a model asked for: it says exactly that, or there is none.</summary>
public sealed class SentenceTests
{
    private static readonly Parser Parser = new(OperationCatalog.Default);

    // Words that an order has besides what it names: nearest to a sentence that says something else.
    private static readonly string[] Words =
    [
        "the", "application", "hangs", "since", "03:10", "because", "traffic", "doubled", "0", "of", "3", "answer", "to", "6", "production/web", "i-0a1b2c3d4e5f60002", "high", "severity", "low",
        "and", "if", "not", "don't", "reboot", "scale", "post", "approve", "it", "\"", "'", ",", ":", ";", "-", "?", "(", "https://status.example.com/42", "01m84jhwnpv8xmxftddspfch58", "  ", "\n", "é",
        "ops", "in", "cluster", "never mind", "wait,", "web.",
    ];

    public static TheoryData<string, string, string> Sayable => new()
    {
        { "reboot_ec2", """{"instance_id":"i-0a1b2c3d4e5f60001","reason":"The application hangs since 08:50."}""", "reboot i-0a1b2c3d4e5f60001 because The application hangs since 08:50." },
        { "scale_ecs_service", """{"cluster":"production","service":"web","desired_count":6,"reason":"0 of 3 tasks answer"}""", "scale production/web to 6 because 0 of 3 tasks answer" },
        { "scale_ecs_service", """{"cluster":"production","service":"web","desired_count":6,"reason":"Traffic has doubled.","on_failure":"revert"}""", "scale production/web to 6 on_failure=revert because Traffic has doubled." },
        { "rollback_ecs_service", """{"cluster":"production","service":"web","reason":"5xx since the deployment"}""", "rollback production/web because 5xx since the deployment" },
        { "rollback_ecs_service", """{"cluster":"production","service":"web","task_definition":"web:41","reason":"5xx since the deployment"}""", "rollback production/web task_definition=web:41 because 5xx since the deployment" },
        { "create_incident_record", """{"summary":"web answered 5xx from 02:40 to 03:10","severity":"high"}""", "record incident high: web answered 5xx from 02:40 to 03:10" },
        { "post_summary_to_channel", """{"text":"web is healthy again since 03:10.","channel":"ops"}""", "post to ops: web is healthy again since 03:10." },
    };

    public static TheoryData<string, string> Unsayable => new()
    {
        { "reboot_ec2", """{"instance_id":"i-0a1b2c3d4e5f60001","reason":"It hangs. Should we wait until noon?"}""" },
        { "reboot_ec2", """{"instance_id":"i-0a1b2c3d4e5f60001","reason":"it hangs, and also reboot i-0a1b2c3d4e5f60002"}""" },
        { "scale_ecs_service", """{"cluster":"arn:aws:ecs:us-east-1:123456789012:cluster/production","service":"web","desired_count":6,"reason":"Traffic has doubled."}""" },
        { "create_incident_record", """{"summary":"web answered 5xx, severity low","severity":"high"}""" },
        { "create_incident_record", """{"summary":"web answered 5xx from 02:40","severity":"high","links":"https://status.example.com/42"}""" },
        { "post_summary_to_channel", """{"text":"\"quoted\"","channel":"ops"}""" },
        { "get_ec2_status", """{"instance_id":"i-0a1b2c3d4e5f60001"}""" },
    };

    [Theory]
    [MemberData(nameof(Sayable))]
    public void SentenceFor_WhatCanBeSaid_IsTheGrammarsSentence(string operation, string parameters, string sentence) => Assert.Equal(sentence, SentenceFor(operation, parameters));

    [Theory]
    [MemberData(nameof(Unsayable))]
    public void SentenceFor_WhatCannotBeSaid_IsNone(string operation, string parameters) => Assert.Null(SentenceFor(operation, parameters));

    [Property(MaxTest = 5_000)]
    public Property SentenceFor_AnyParameters_IsReadBackAsExactlyThose() => Prop.ForAll(
        Requests().ToArbitrary(),
        request =>
        {
            var operation = Find(request.Operation);
            if (!operation.Parameters.Validate(request.Parameters.ToElement()).Succeeded(out var arguments, out _) || Parser.SentenceFor(operation, arguments) is not { } sentence)
            {
                return true;
            }

            return new[] { null, "instance", "service", "proposal" }.All(after =>
                Parser.Read(sentence, Conversations.After(after)) is Intent.Run run
                && run.Operation == operation.Name
                && CanonicalJson.Text(operation.Parameters.Validate(run.Parameters).Value().Values) == CanonicalJson.Text(arguments.Values));
        });

    [Fact]
    public void SentenceFor_MostOfWhatPeopleAskFor_IsThere()
    {
        var requests = Requests().Sample(30, new Rnd(7UL), 2_000).Select(r => (Operation: Find(r.Operation), r.Parameters))
            .Where(r => r.Operation.Parameters.Validate(r.Parameters.ToElement()).Succeeded(out _, out _)).ToList();

        var said = requests.Count(r => Parser.SentenceFor(r.Operation, r.Operation.Parameters.Validate(r.Parameters.ToElement()).Value()) is not null);

        Assert.InRange(said, requests.Count / 10, requests.Count - 1);
    }

    private static Gen<(string Operation, JsonObject Parameters)> Requests()
    {
        var text = Gen.Elements(Words).ListOf().Where(w => w.Count is > 0 and < 12).Select(w => string.Join(' ', w));
        var name = Gen.Elements("web", "api", "production", "to", "scale", "service", "web-2", "3", "in", "cluster");
        return Gen.OneOf(
            from why in text from id in Gen.Elements("i-0a1b2c3d4e5f60001", "i-0a1b2c3d4e5f60002") select ("reboot_ec2", new JsonObject { ["instance_id"] = id, ["reason"] = why }),
            from why in text from cluster in name from service in name from count in Gen.Choose(0, 12) from then in Gen.Elements("keep", "revert")
            select ("scale_ecs_service", new JsonObject { ["cluster"] = cluster, ["service"] = service, ["desired_count"] = count, ["on_failure"] = then, ["reason"] = why }),
            from why in text from cluster in name from service in name from revision in Gen.Elements("41", "web:41", "service:6", "arn:aws:ecs:us-east-1:123456789012:task-definition/web:41")
            select ("rollback_ecs_service", new JsonObject { ["cluster"] = cluster, ["service"] = service, ["task_definition"] = revision, ["reason"] = why }),
            from what in text from severity in Gen.Elements("low", "medium", "high", "critical") select ("create_incident_record", new JsonObject { ["summary"] = what, ["severity"] = severity }),
            from what in text from channel in name select ("post_summary_to_channel", new JsonObject { ["text"] = what, ["channel"] = channel }));
    }

    private static string? SentenceFor(string operation, string parameters)
    {
        var found = Find(operation);
        return Parser.SentenceFor(found, found.Parameters.Validate(JsonNode.Parse(parameters)!.ToElement()).Value());
    }

    private static Operation Find(string operation) => OperationCatalog.Default.Operations.First(o => o.Name == operation);
}
