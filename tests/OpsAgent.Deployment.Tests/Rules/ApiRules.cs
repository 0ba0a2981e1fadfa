using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>API Gateway's REST API and its stage.</summary>
internal static class ApiRules
{
    private const int MaxVariables = 100;
    private const int MaxVariableName = 64;
    private const int MaxVariableValue = 512;

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    private static readonly HashSet<string> GatewayResponses =
    [
        "ACCESS_DENIED", "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE", "BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN",
        "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "INVALID_API_KEY", "INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED",
        "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED",
    ];

    /// <summary>
    /// Every method has a limit of the stage's own; without one, requests that need no key take the account's 10,000 a second
    /// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html).
    /// </summary>
    public static IEnumerable<(string, string)> StagesAreThrottled(ExpandedTemplate template) =>
        from stage in template.OfType("AWS::ApiGateway::Stage")
        where !(stage.Properties["MethodSettings"]?.AsArray() ?? []).Any(s =>
            s!["ResourcePath"]!.GetValue<string>() == "/*" && s["HttpMethod"]!.GetValue<string>() == "*" && s["ThrottlingRateLimit"] is not null && s["ThrottlingBurstLimit"] is not null)
        select (stage.Id, "ThrottlingRateLimit and ThrottlingBurstLimit for /* and *.");

    /// <summary>
    /// One request is one line of JSON with the request's id, which API Gateway asks for
    /// (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html).
    /// </summary>
    public static IEnumerable<(string, string)> AccessLogsAreLines(ExpandedTemplate template) =>
        from stage in template.OfType("AWS::ApiGateway::Stage")
        let format = stage.Properties["AccessLogSetting"]?["Format"]?.GetValue<string>()
        where format is null || format.Contains('\n', StringComparison.Ordinal) || !Regex.IsMatch(format, @"\$context\.(requestId|extendedRequestId)\b", RegexOptions.CultureInvariant) || !IsObject(format)
        select (stage.Id, "AccessLogSetting.Format: JSON on one line, with $context.requestId.");

    /// <summary>A gateway response is for an error that API Gateway has.</summary>
    public static IEnumerable<(string, string)> GatewayResponsesExist(ExpandedTemplate template) =>
        from api in template.OfType("AWS::ApiGateway::RestApi")
        from response in api.Properties["Body"]?["x-amazon-apigateway-gateway-responses"]?.AsObject() ?? []
        where !GatewayResponses.Contains(response.Key)
        select (api.Id, $"There is no gateway response {response.Key}.");

    /// <summary>
    /// At most 100 variables, with names of letters, digits and _ up to 64 characters and values up to 512 of those that may stand in a URL
    /// (https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html and the quotas beside <see cref="FunctionRules"/>' timeout).
    /// </summary>
    public static IEnumerable<(string, string)> StageVariablesFit(ExpandedTemplate template) =>
        from stage in template.OfType("AWS::ApiGateway::Stage")
        let variables = stage.Properties["Variables"]?.AsObject() ?? []
        where variables.Count > MaxVariables || variables.Any(v =>
            !Regex.IsMatch(v.Key, $"^[A-Za-z0-9_]{{1,{MaxVariableName}}}$", RegexOptions.CultureInvariant) || !Regex.IsMatch(v.Value!.ToString(), $@"^[A-Za-z0-9._~:/?#&=,-]{{1,{MaxVariableValue}}}$", RegexOptions.CultureInvariant))
        select (stage.Id, $"Stage variables that API Gateway does not take: {variables.ToJsonString(Json.Plain)}.");

    private static bool IsObject(string format)
    {
        try
        {
            return JsonNode.Parse(format) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
