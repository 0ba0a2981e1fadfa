using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>Removes or replaces what moto's CloudFormation does not support in the template.</summary>
internal static class MotoGaps
{
    /// <summary>Resource types that are left out, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["AWS::ApiGateway::Account"] = "Not known to moto's CloudFormation.",
        ["AWS::ApiGateway::ApiKey"] = "Not known to moto's CloudFormation.",
        ["AWS::ApiGateway::Deployment"] = "Its stage is not known to moto's CloudFormation; requests reach the functions as events.",
        ["AWS::ApiGateway::RestApi"] = "As with the deployment; openapi-schema.yaml has tests of its own.",
        ["AWS::ApiGateway::Stage"] = "Not known to moto's CloudFormation.",
        ["AWS::ApiGateway::UsagePlan"] = "Not known to moto's CloudFormation.",
        ["AWS::ApiGateway::UsagePlanKey"] = "Not known to moto's CloudFormation.",
        ["AWS::CloudFront::Distribution"] = "Not known to moto's CloudFormation; optional.",
        ["AWS::CloudFront::OriginAccessControl"] = "Not known to moto's CloudFormation; optional.",
        ["AWS::CloudFront::ResponseHeadersPolicy"] = "Not known to moto's CloudFormation; optional.",
        ["AWS::CloudWatch::Alarm"] = "Not known to moto's CloudFormation; MonitoringTests holds each to metrics that exist.",
        ["AWS::Lambda::Alias"] = "Not known to moto's CloudFormation; its ARN stands where something refers to it.",
        ["AWS::Lambda::EventInvokeConfig"] = "Not known to moto's CloudFormation.",
        ["AWS::Lambda::EventSourceMapping"] = "moto knows no alias that it could invoke; ChannelTests hold it.",
        ["AWS::Lambda::Permission"] = "Hangs on an alias.",
        ["AWS::Logs::QueryDefinition"] = "Not known to moto's CloudFormation.",
        ["AWS::S3::BucketPolicy"] = "Not known to moto's CloudFormation; optional.",
        ["AWS::SNS::TopicPolicy"] = "Not known to moto's CloudFormation; CloudWatch alone needs it.",
    };

    public static JsonObject Bridge(ExpandedTemplate template)
    {
        var resources = template.Source["Resources"]!.AsObject();
        var bridged = template.Without(resources.Where(r => LeftOut.ContainsKey(r.Value!["Type"]!.GetValue<string>())).Select(r => r.Key).ToHashSet());
        DropItems(bridged["Resources"], template);
        bridged.Remove("Rules");
        bridged.Remove("Outputs");

        // moto does not know DefinitionSubstitutions, and its Fn::Sub makes one $ of two.
        var machine = bridged["Resources"]!["StateMachine"]!["Properties"]!.AsObject();
        var text = string.Join('\n', machine["DefinitionString"]!["Fn::Join"]![1]!.AsArray().Select(l => l!.GetValue<string>()));
        machine["DefinitionString"] = machine["DefinitionSubstitutions"]!.AsObject()
            .Aggregate(text, (definition, name) => definition.Replace($"${{{name.Key}}}", name.Value!.GetValue<string>(), StringComparison.Ordinal));
        machine.Remove("DefinitionSubstitutions");
        return bridged;
    }

    // In a list moto leaves a null where CloudFormation leaves out an item.
    private static void DropItems(JsonNode? node, ExpandedTemplate template)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array.Where(i => i is JsonObject { Count: 1 } call && call["Fn::If"] is JsonArray choice && choice[2]?["Ref"]?.ToString() == "AWS::NoValue").ToList())
            {
                var choice = item!["Fn::If"]!;
                if (template.Holds(choice[0]!.GetValue<string>()))
                {
                    array[array.IndexOf(item)] = choice[1]!.DeepClone();
                }
                else
                {
                    array.Remove(item);
                }
            }
        }

        foreach (var child in node switch { JsonObject members => members.Select(m => m.Value).ToList(), JsonArray items => [.. items], _ => [] })
        {
            DropItems(child, template);
        }
    }
}
