namespace OpsAgent.Aws.Tests.Kit;

/// <summary>What an <see cref="ExecutorWire"/> says. A null status: it never answers; 0: it cuts the line without a word.</summary>
internal sealed record WireAnswer(int? Status, string Body)
{
    public const string SessionKey = "ASIAFAKEFAKESESSION0";
    public const string SessionSecret = "fake-session-secret";
    public const string SessionToken = "fake-session-token";

    public static WireAnswer Silence { get; } = new(null, string.Empty);

    public static WireAnswer Cut { get; } = new(0, string.Empty);

    public static WireAnswer Session { get; } = new(200, $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>{SessionKey}</AccessKeyId><SecretAccessKey>{SessionSecret}</SecretAccessKey><SessionToken>{SessionToken}</SessionToken>
        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """);

    public static WireAnswer Rebooted { get; } = new(200, """<RebootInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><return>true</return></RebootInstancesResponse>""");

    public static WireAnswer Scaled { get; } = new(200, """{"service":{"serviceName":"web","desiredCount":6}}""");

    public static WireAnswer Sts(int status, string code) => new(status, $"""
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>raw words of AWS</Message></Error></ErrorResponse>
        """);

    public static WireAnswer Ec2(int status, string code) => new(status, $"""
        <Response><Errors><Error><Code>{code}</Code><Message>raw words of AWS</Message></Error></Errors><RequestID>r</RequestID></Response>
        """);

    public static WireAnswer Ecs(int status, string code) => new(status, $$"""{"__type":"{{code}}","message":"raw words of AWS"}""");
}
