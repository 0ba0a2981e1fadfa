namespace OpsAgent.StatesLanguage;

internal static class TaskLimits
{
    /// <summary>The seconds a task allows, or null for no limit worth a timer (AWS's default is three years).</summary>
    public static long? Seconds(TimeLimit? limit, DataScope rawInput)
    {
        if (limit?.Path is not { } path)
        {
            return limit?.Seconds;
        }

        var value = DataFlow.ReadOrFail(path, rawInput);
        return value.IsWholeNumber(out var seconds) && seconds is > 0 and <= DefinitionParser.MaxSecondsLength
            ? seconds
            : throw new StateErrorException(
                ErrorNames.Runtime, $"The {limit.Field} parameter cannot be parsed as a positive long value: {path.Text} == {value.ToJsonText()}");
    }
}
