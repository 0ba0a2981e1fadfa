using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Functions (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).</summary>
internal static partial class FunctionRules
{
    private const int MaxEnvironment = 4096;
    private const int MaxNameLength = 64;

    // API Gateway waits for a function (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html).
    private const int IntegrationTimeout = 29;

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    private static readonly HashSet<string> Reserved =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN",
    ];

    /// <summary>
    /// The variables of a function have at most 4,096 bytes as the JSON that Lambda measures, each as long as the parameters permit
    /// and of the branches of a condition the longer one.
    /// </summary>
    public static IEnumerable<(string, string)> EnvironmentsFit(ExpandedTemplate template)
    {
        var longest = Parameters.AtTheirLongest(template);
        foreach (var (id, properties) in template.OfType("AWS::Lambda::Function"))
        {
            var source = template.Source["Resources"]![id]!["Properties"]!["Environment"]?["Variables"]?.AsObject() ?? [];
            var bytes = Size(new JsonObject(source.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)Longest(longest, v.Value)))));
            if (bytes > MaxEnvironment)
            {
                var worst = source.Select(v => (v.Key, Length: Longest(longest, v.Value).Length)).OrderByDescending(v => v.Length).Take(5).Select(v => $"{v.Key} {v.Length}");
                yield return (id, $"Its environment may have {bytes} bytes; Lambda takes {MaxEnvironment}. MaxLength for the longest: {string.Join(", ", worst)}.");
            }
        }
    }

    /// <summary>A variable has a name that Lambda takes and does not set itself.</summary>
    public static IEnumerable<(string, string)> VariablesAreNotReserved(ExpandedTemplate template) =>
        from function in template.OfType("AWS::Lambda::Function")
        from variable in function.Properties["Environment"]?["Variables"]?.AsObject() ?? []
        where Reserved.Contains(variable.Key) || !VariableName().IsMatch(variable.Key)
        select (function.Id, $"Lambda does not take the variable {variable.Key}.");

    /// <summary>
    /// API Gateway answers for a function after 29 seconds. A function behind it may have the guide's 30, which end no earlier than
    /// that: what happens in the last second is done and not answered. With more, work would go on that nobody waits for.
    /// </summary>
    public static IEnumerable<(string, string)> CallersGetAnswers(ExpandedTemplate template)
    {
        var called = template.Source["Resources"]!.AsObject().Where(r => r.Value!["Type"]!.GetValue<string>() == "AWS::ApiGateway::RestApi")
            .SelectMany(r => Reference.In(r.Value)).Select(r => r.Target).ToHashSet();
        return from function in template.OfType("AWS::Lambda::Function")
               where called.Contains(function.Id) && function.Properties["Timeout"]!.GetValue<int>() > IntegrationTimeout + 1
               select (function.Id, $"Timeout {function.Properties["Timeout"]}: API Gateway answers after {IntegrationTimeout} seconds.");
    }

    /// <summary>
    /// Nothing is reserved: of the account's concurrency 100 must stay unreserved, and a new account may have 10 in all
    /// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html).
    /// </summary>
    public static IEnumerable<(string, string)> NoConcurrencyIsReserved(ExpandedTemplate template) =>
        from function in template.OfType("AWS::Lambda::Function")
        where function.Properties["ReservedConcurrentExecutions"] is not null
        select (function.Id, "ReservedConcurrentExecutions fails in a new account.");

    /// <summary>128 to 10,240 MB, 1 to 900 seconds, a description of 256 characters.</summary>
    public static IEnumerable<(string, string)> SettingsAreAllowed(ExpandedTemplate template) =>
        from function in template.OfType("AWS::Lambda::Function")
        let memory = int.Parse(function.Properties["MemorySize"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)
        let timeout = function.Properties["Timeout"]!.GetValue<int>()
        let description = function.Properties["Description"]?.ToString().Length ?? 0
        where memory is < 128 or > 10_240 || timeout is < 1 or > 900 || description > 256
        select (function.Id, $"{memory} MB, {timeout} s, a description of {description}: 128 to 10,240 MB, 1 to 900 s, 256 characters.");

    // Names that CloudFormation makes up are counted as long as they may be.
    private static string Longest(ExpandedTemplate template, JsonNode? value) => value is JsonObject call && call.First() is ("Fn::If", JsonArray choice)
        ? choice.Skip(1).Select(branch => Longest(template, branch)).MaxBy(text => Size(text))!
        : MadeUp().Replace(template.Resolve(value)?.ToString() ?? string.Empty, match => match.Groups[1].Value + new string('x', match.Groups[1].Value == ":role/" ? MaxNameLength : Guid.Empty.ToString().Length));

    private static int Size(JsonNode value) => Encoding.UTF8.GetByteCount(value.ToJsonString(Json.Plain));

    [GeneratedRegex("^[a-zA-Z]([a-zA-Z0-9_])+$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    [GeneratedRegex("(?<=^arn:aws:(?:iam|kms):.*)(:role/|:key/)[A-Za-z]+$", RegexOptions.CultureInvariant)]
    private static partial Regex MadeUp();
}
