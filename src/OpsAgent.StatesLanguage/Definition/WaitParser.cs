namespace OpsAgent.StatesLanguage;

internal static class WaitParser
{
    private static readonly string[] Forms = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];

    public static WaitUntil Parse(FieldReader fields)
    {
        var given = Forms.Where(fields.Has).ToArray();
        if (given.Length != 1)
        {
            fields.Problems.Schema($"Exactly one of these fields is required: [{string.Join(", ", Forms)}]", fields.Location);
        }

        return given.FirstOrDefault() switch
        {
            "SecondsPath" => new WaitUntil.SecondsPath(fields.Path("SecondsPath") ?? JsonPath.Root),
            "TimestampPath" => new WaitUntil.TimestampPath(fields.Path("TimestampPath") ?? JsonPath.Root),
            "Timestamp" => Timestamp(fields),
            _ => new WaitUntil.Seconds(fields.Whole("Seconds", 0, DefinitionParser.MaxSecondsLength) ?? 0),
        };
    }

    private static WaitUntil.Timestamp Timestamp(FieldReader fields)
    {
        var text = fields.Text("Timestamp");
        if (text is null || !Timestamps.TryParse(text, out var at))
        {
            fields.Refuse("Timestamp", "is not a valid ISO-8601 extended offset date-time format string");
            return new WaitUntil.Timestamp(default);
        }

        return new WaitUntil.Timestamp(at);
    }
}
