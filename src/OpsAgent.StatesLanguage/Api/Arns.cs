namespace OpsAgent.StatesLanguage;

/// <summary>Builds and validates ARNs of state machines, executions and functions.</summary>
internal static class Arns
{
    private const int ResourceTypeIndex = 5;
    private const int MinParts = 7;

    public static string ForStateMachine(StatesServerOptions options, string name) =>
        $"arn:aws:states:{options.Region}:{options.AccountId}:stateMachine:{name}";

    public static string ForExecution(StatesServerOptions options, string machine, string name) =>
        $"arn:aws:states:{options.Region}:{options.AccountId}:execution:{machine}:{name}";

    public static string ForFunction(StatesServerOptions options, string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
            ? nameOrArn
            : $"arn:aws:lambda:{options.Region}:{options.AccountId}:function:{nameOrArn}";

    /// <exception cref="ApiErrorException">InvalidArn.</exception>
    public static string ValidateStateMachine(string arn) => Validate(arn, "stateMachine");

    /// <exception cref="ApiErrorException">InvalidArn.</exception>
    public static string ValidateExecution(string arn) => Validate(arn, "execution");

    /// <summary>Splits off the name of the mock test case, which Step Functions Local takes after <c>#</c>.</summary>
    public static (string Arn, string? TestCase) SplitTestCase(string arn)
    {
        var hash = arn.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (arn, null) : (arn[..hash], arn[(hash + 1)..]);
    }

    private static string Validate(string arn, string type)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw ApiErrors.InvalidArn($"Invalid ARN prefix: {arn}");
        }

        var parts = arn.Split(':');
        return parts.Length < MinParts ? throw ApiErrors.InvalidArn($"ARN is not complete: {arn}")
            : parts[ResourceTypeIndex] != type ? throw ApiErrors.InvalidArn($"Resource type not valid in this context: {parts[ResourceTypeIndex]}")
            : arn;
    }
}
