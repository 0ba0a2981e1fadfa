namespace OpsAgent.StatesLanguage;

/// <summary>Makes and takes apart the ARNs of the service.</summary>
internal static class Arns
{
    private const int TypePart = 5;
    private const int MinParts = 7;

    public static string Machine(StatesServerOptions options, string name) =>
        $"arn:aws:states:{options.Region}:{options.AccountId}:stateMachine:{name}";

    public static string Execution(StatesServerOptions options, string machine, string name) =>
        $"arn:aws:states:{options.Region}:{options.AccountId}:execution:{machine}:{name}";

    public static string Function(StatesServerOptions options, string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
            ? nameOrArn
            : $"arn:aws:lambda:{options.Region}:{options.AccountId}:function:{nameOrArn}";

    public static string CheckMachine(string arn) => Check(arn, "stateMachine");

    public static string CheckExecution(string arn) => Check(arn, "execution");

    /// <summary>Splits off the test case that Step Functions Local takes after <c>#</c>.</summary>
    public static (string Arn, string? TestCase) SplitTestCase(string arn)
    {
        var at = arn.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? (arn, null) : (arn[..at], arn[(at + 1)..]);
    }

    private static string Check(string arn, string type)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw Refusals.InvalidArn($"Invalid ARN prefix: {arn}");
        }

        var parts = arn.Split(':');
        return parts.Length < MinParts ? throw Refusals.InvalidArn($"ARN is not complete: {arn}")
            : parts[TypePart] != type ? throw Refusals.InvalidArn($"Resource type not valid in this context: {parts[TypePart]}")
            : arn;
    }
}
