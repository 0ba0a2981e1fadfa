using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads a response of Lambda's Invoke API as Step Functions does: result, function error or service error.</summary>
internal static class InvokeResponse
{
    public static FunctionOutcome Read(StatesServerOptions options, FunctionInvocation invocation, HttpResponseMessage response, string body)
    {
        if (!response.IsSuccessStatusCode)
        {
            return Failed(ServiceError(options, invocation, response, body));
        }

        if (Header(response, "X-Amz-Function-Error") is not null)
        {
            return Failed(FunctionError(invocation, body));
        }

        // Anything that is not JSON becomes a string, so that a result is always JSON.
        var payload = body.Length == 0 ? null : JsonText.TryParse(body, out var parsed) ? parsed : JsonValue.Create(body);
        return new FunctionOutcome.Returned((invocation.IsServiceIntegration ? ServiceResult(response, payload) : payload).ToJsonText());
    }

    public static FunctionOutcome Unreachable(Exception unreachable) =>
        Failed(new StateError("Lambda.SdkClientException", $"Unable to execute HTTP request: {unreachable.Message}"));

    // As recorded on AWS: with a function ARN the cause is the payload as the runtime wrote it, with the service integration it is compact.
    private static StateError FunctionError(FunctionInvocation invocation, string body)
    {
        var payload = ParseOrNothing(body);
        return payload?["errorType"].IsString(out var type) == true
            ? new StateError(type, invocation.IsServiceIntegration ? payload.ToJsonText() : body)
            : new StateError("Lambda.Unknown", $"The cause could not be determined because Lambda did not return an error type. Returned payload: {body}");
    }

    private static StateError ServiceError(StatesServerOptions options, FunctionInvocation invocation, HttpResponseMessage response, string body)
    {
        var fields = ParseOrNothing(body);
        var code = (Header(response, "x-amzn-ErrorType") ?? Text(fields, "__type") ?? Text(fields, "Code"))?.Split(':', '#')[0];
        code ??= response.StatusCode switch
        {
            HttpStatusCode.NotFound => "ResourceNotFoundException",
            HttpStatusCode.TooManyRequests => "TooManyRequestsException",
            >= HttpStatusCode.InternalServerError => "ServiceException",
            _ => "AWSLambdaException",
        };
        var message = Text(fields, "Message") ?? Text(fields, "message")
            ?? (response.StatusCode == HttpStatusCode.NotFound ? $"Function not found: {Arns.ForFunction(options, invocation.Function)}" : body);
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        return new StateError(
            $"Lambda.{code}",
            $"{message} (Service: AWSLambda; Status Code: {status}; Error Code: {code}; Request ID: {RequestId(response)}; Proxy: null)");
    }

    private static JsonObject ServiceResult(HttpResponseMessage response, JsonNode? payload)
    {
        var all = new JsonObject();
        var single = new JsonObject();
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            all[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
            single[name] = string.Join(", ", values);
        }

        return new JsonObject
        {
            ["ExecutedVersion"] = Header(response, "X-Amz-Executed-Version") ?? "$LATEST",
            ["Payload"] = payload,
            ["SdkHttpMetadata"] = new JsonObject
            {
                ["AllHttpHeaders"] = all,
                ["HttpHeaders"] = single,
                ["HttpStatusCode"] = (int)response.StatusCode,
            },
            ["SdkResponseMetadata"] = new JsonObject { ["RequestId"] = RequestId(response) },
            ["StatusCode"] = (int)response.StatusCode,
        };
    }

    private static JsonObject? ParseOrNothing(string body) => JsonText.TryParse(body, out var node) ? node as JsonObject : null;

    private static FunctionOutcome.Failed Failed(StateError error) => new(error);

    private static string RequestId(HttpResponseMessage response) => Header(response, "x-amzn-RequestId") ?? Ids.NewUuid();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Text(JsonObject? fields, string name) => fields?[name].IsString(out var text) == true ? text : null;
}
