namespace OpsAgent.StatesLanguage;

internal static class TaskLimits
{
    /// <returns>Seconds, or null if the definition sets none: AWS's default of three years needs no timer.</returns>
    public static long? Resolve(TimeLimit? limit, DataScope rawInput)
    {
        if (limit?.Path is not { } path)
        {
            return limit?.Seconds;
        }

        var value = DataFlow.ReadRequired(path, rawInput);
        return value.IsWholeNumber(out var seconds) && seconds is > 0 and <= DefinitionParser.MaxSeconds
            ? seconds
            : throw new StateErrorException(
                ErrorNames.Runtime, $"The {limit.Field} parameter cannot be parsed as a positive long value: {path.Text} == {value.ToJsonText()}");
    }
}
