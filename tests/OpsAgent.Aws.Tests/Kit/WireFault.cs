using Microsoft.AspNetCore.Http;

using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>The ways in which AWS, or the line to it, fails: those of <see cref="CloudFailure"/>, and what only a wire can do.</summary>
internal static class WireFault
{
    public const string Unavailable = "503 in HTML";
    public const string Reset = "reset connection";
    public const string Slow = "no answer in time";
    public const string Malformed = "malformed body";
    public const string CutShort = "body cut short";
    public const string Html = "HTML in place of an answer";
    public const string Refused = "400 in HTML";

    /// <summary>Answers one request in that way.</summary>
    /// <param name="service">As the signature names it.</param>
    public static Task AnswerAsync(HttpContext context, string service, string kind) => kind switch
    {
        CloudFailure.Throttled => ErrorAsync(context, service, service == "ec2" ? 503 : 400, service switch
        {
            "ec2" => "RequestLimitExceeded",
            "elasticloadbalancing" or "sts" or "sns" => "Throttling",
            "dynamodb" => "ProvisionedThroughputExceededException",
            _ => "ThrottlingException",
        }),
        CloudFailure.AccessDenied => service switch
        {
            "ec2" => ErrorAsync(context, service, 403, "UnauthorizedOperation"),
            "elasticloadbalancing" or "sts" => ErrorAsync(context, service, 403, "AccessDenied"),
            _ => ErrorAsync(context, service, 400, "AccessDeniedException"),
        },
        CloudFailure.Error => ErrorAsync(context, service, 500, service is "ec2" ? "InternalError" : "InternalFailure"),
        Unavailable => SayAsync(context, 503, "<html><body>Service Unavailable</body></html>"),
        Refused => SayAsync(context, 400, "<html><body>Bad Request</body></html>"),
        Html => SayAsync(context, 200, "<html><body>Please sign in to the network<br></html>"),
        Malformed => SayAsync(context, 200, IsXml(service) ? "<a><b></a>" : """{"a":[}"""),
        CutShort => SayAsync(context, 200, IsXml(service) ? "<DescribeResponse><DescribeResult>" : """{"a":["""),
        Reset => ResetAsync(context),
        Slow => HangAsync(context),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>AWS's error in the service's own protocol.</summary>
    public static Task ErrorAsync(HttpContext context, string service, int status, string code)
    {
        // CloudWatch's older codes stand here, and the SDK believes them.
        if (service == "monitoring")
        {
            context.Response.Headers["x-amzn-query-error"] = $"{code};Sender";
        }

        return SayAsync(context, status, service switch
        {
            "ec2" => $"<Response><Errors><Error><Code>{code}</Code><Message>raw words of AWS</Message></Error></Errors><RequestID>r</RequestID></Response>",
            _ when IsXml(service) => $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>raw words of AWS</Message></Error><RequestId>r</RequestId></ErrorResponse>",
            _ => $$"""{"__type":"com.amazonaws#{{code}}","message":"raw words of AWS"}""",
        });
    }

    private static bool IsXml(string service) => service is "ec2" or "elasticloadbalancing" or "sts" or "sns";

    private static Task SayAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }

    private static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
