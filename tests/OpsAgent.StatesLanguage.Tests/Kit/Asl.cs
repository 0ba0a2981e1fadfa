namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Builds small state machine definitions.</summary>
internal static class Asl
{
    public static string SingleState(string state, string? rest = null, string? top = null) =>
        $$"""{"StartAt":"S",{{(top is null ? "" : top + ",")}}"States":{"S":{{state}}{{(rest is null ? "" : "," + rest)}} } }""";

    /// <summary>A task that calls the function <c>f</c>, with <paramref name="extra"/> fields.</summary>
    public static string Invoke(string? extra = null, bool wait = false, string next = "\"End\":true", string? payload = null) => $$"""
        {"Type":"Task","Resource":"arn:aws:states:::lambda:invoke{{(wait ? ".waitForTaskToken" : "")}}",
         "Parameters":{"FunctionName":"f","Payload":{{payload ?? (wait ? """{"token.$":"$$.Task.Token"}""" : """{"in.$":"$"}""")}}},
         {{(extra is null ? "" : extra + ",")}}{{next}}}
        """;

    public static string Pass(string fields = "\"End\":true") => $$"""{"Type":"Pass",{{fields}}}""";

    public static FunctionOutcome Returns(string payload) => new FunctionOutcome.Returned(
        $$"""{"ExecutedVersion":"$LATEST","Payload":{{payload}},"SdkHttpMetadata":{"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r"},"StatusCode":200}""");

    public static FunctionOutcome Throws(string error, string? cause = "because") => new FunctionOutcome.Failed(new StateError(error, cause));
}
