using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>
/// What the template is known to break, mended in a copy, so that the rules hold all the rest and find each planted fault by itself.
/// When the template is mended this goes.
/// </summary>
internal static class KnownFaults
{
    private const int Length = 40;

    public static void Mend(JsonObject source)
    {
        foreach (var (id, resource) in source["Resources"]!.AsObject())
        {
            var properties = resource!["Properties"]?.AsObject() ?? [];
            if (resource["DeletionPolicy"]?.ToString() == "Retain" && resource["Type"]!.ToString() is "AWS::DynamoDB::Table" or "AWS::Logs::LogGroup")
            {
                resource["DeletionPolicy"] = "RetainExceptOnCreate";
                properties.Remove("DeletionProtectionEnabled");
            }

            properties.Remove("ReservedConcurrentExecutions");
            foreach (var setting in resource["Type"]!.ToString() == "AWS::ApiGateway::Stage" ? properties["MethodSettings"]!.AsArray() : [])
            {
                setting!["ThrottlingRateLimit"] ??= 50;
                setting["ThrottlingBurstLimit"] ??= 1000;
            }

            // Two environments with one prefix; and the environment "decisions-x" beside "x".
            if (id is "Operators" or "Approvers")
            {
                properties["Name"] = Sub($"/opsagent-${{Environment}}/{id.ToLowerInvariant()}");
            }
            else if (id == "KeyAlias")
            {
                properties["AliasName"] = Sub("alias/opsagent-data-${Environment}");
            }
        }

        foreach (var (_, parameter) in source["Parameters"]!.AsObject())
        {
            if (parameter!["Type"]!.ToString() == "String" && parameter["AllowedValues"] is null)
            {
                parameter["AllowedPattern"] ??= "^[!-~]*$";
                parameter["MaxLength"] ??= Length;
            }
        }
    }

    private static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };
}
