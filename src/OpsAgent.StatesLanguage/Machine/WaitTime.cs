using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>When a Wait state ends. Seconds are scaled; a moment is a moment.</summary>
internal static class WaitTime
{
    public static DateTimeOffset Until(WaitUntil until, DataScope input, DateTimeOffset now, ExecutionFacts facts) => until switch
    {
        WaitUntil.Seconds seconds => now + facts.Scaled(TimeSpan.FromSeconds(seconds.Value)),
        WaitUntil.SecondsPath at => now + facts.Scaled(TimeSpan.FromSeconds(Seconds(at.Path, input))),
        WaitUntil.Timestamp timestamp => timestamp.Value,
        WaitUntil.TimestampPath at => Moment(at.Path, input),
        _ => throw new InvalidOperationException("A wait of an unknown kind."),
    };

    private static long Seconds(JsonPath path, DataScope input)
    {
        var value = Value(path, input, "SecondsPath");
        if (!value.IsWholeNumber(out var seconds))
        {
            throw Wrong($"The SecondsPath parameter cannot be parsed as a long value: {path.Text} == {Shown(value)}");
        }

        return seconds < 0 ? throw Wrong($"The SecondsPath parameter references a negative value: {path.Text} == {seconds}")
            : seconds > DefinitionParser.MaxSecondsLength ? throw Wrong($"The SecondsPath parameter references a value greater than {DefinitionParser.MaxSecondsLength}: {path.Text} == {seconds}")
            : seconds;
    }

    private static DateTimeOffset Moment(JsonPath path, DataScope input)
    {
        var value = Value(path, input, "TimestampPath");
        return Timestamps.TryParse(value, out var moment)
            ? moment
            : throw Wrong($"The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path.Text} == {Shown(value)}");
    }

    private static JsonNode? Value(JsonPath path, DataScope input, string field)
    {
        var result = input.Read(path);
        return result.Found ? result.Value : throw Wrong($"The {field} parameter does not reference an input value: {path.Text}");
    }

    private static string Shown(JsonNode? value) => value.IsString(out var text) ? text : value.ToJsonText();

    private static StateErrorException Wrong(string cause) => new(ErrorNames.Runtime, cause);
}
