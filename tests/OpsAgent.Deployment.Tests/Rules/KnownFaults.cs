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
        // NamesDifferBetweenEnvironments: the environment "decisions-x" calls its key as "x" calls that of its decisions.
        source["Resources"]!["KeyAlias"]!["Properties"]!["AliasName"] = new JsonObject { ["Fn::Sub"] = "alias/opsagent-data-${Environment}" };
        foreach (var (_, parameter) in source["Parameters"]!.AsObject().Where(p => p.Value!["Type"]!.ToString() == "String" && p.Value["AllowedValues"] is null))
        {
            // ParametersAreBounded: e-mail addresses.
            parameter!["AllowedPattern"] ??= "^[!-~]*$";
            // EnvironmentsFit: as JSON, with quotes and backslashes doubled, the longest values together have more than 4,096 bytes.
            parameter["MaxLength"] = Math.Min(parameter["MaxLength"]?.GetValue<int>() ?? Length, Length);
        }
    }
}
