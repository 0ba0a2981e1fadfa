using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>When a Wait state ends. Seconds are multiplied by the wait time scale; timestamps are not.</summary>
internal static class WaitTime
{
    // As recorded on AWS, which waits 24,855 days for a timestamp and fails at 24,856; its message is not known.
    private const int MaxSecondsAhead = int.MaxValue;

    public static DateTimeOffset Resolve(WaitUntil until, DataScope input, DateTimeOffset now, ExecutionInfo info) => until switch
    {
        WaitUntil.Seconds seconds => now + info.Scale(TimeSpan.FromSeconds(seconds.Value)),
        WaitUntil.SecondsPath at => now + info.Scale(TimeSpan.FromSeconds(Seconds(at.Path, input))),
        WaitUntil.Timestamp timestamp => NotTooFar(timestamp.Value, now, "Timestamp"),
        WaitUntil.TimestampPath at => NotTooFar(Timestamp(at.Path, input), now, "TimestampPath"),
        _ => throw new InvalidOperationException("A wait of an unknown kind."),
    };

    private static long Seconds(JsonPath path, DataScope input)
    {
        var value = Value(path, input, "SecondsPath");
        if (!value.IsWholeNumber(out var seconds))
        {
            throw RuntimeError($"The SecondsPath parameter cannot be parsed as a long value: {path.Text} == {Display(value)}");
        }

        return seconds < 0 ? throw RuntimeError($"The SecondsPath parameter references a negative value: {path.Text} == {seconds}")
            : seconds > DefinitionParser.MaxSeconds ? throw RuntimeError($"The SecondsPath parameter references a value greater than {DefinitionParser.MaxSeconds}: {path.Text} == {seconds}")
            : seconds;
    }

    private static DateTimeOffset Timestamp(JsonPath path, DataScope input)
    {
        var value = Value(path, input, "TimestampPath");
        return Timestamps.TryParse(value, out var moment)
            ? moment
            : throw RuntimeError($"The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path.Text} == {Display(value)}");
    }

    private static DateTimeOffset NotTooFar(DateTimeOffset moment, DateTimeOffset now, string field) => (moment - now).TotalSeconds <= MaxSecondsAhead
        ? moment
        : throw RuntimeError($"The {field} parameter is a moment more than {MaxSecondsAhead} seconds ahead");

    private static JsonNode? Value(JsonPath path, DataScope input, string field)
    {
        var result = input.Read(path);
        return result.Found ? result.Value : throw RuntimeError($"The {field} parameter does not reference an input value: {path.Text}");
    }

    private static string Display(JsonNode? value) => value.IsString(out var text) ? text : value.ToJsonText();

    private static StateErrorException RuntimeError(string cause) => new(ErrorNames.Runtime, cause);
}
