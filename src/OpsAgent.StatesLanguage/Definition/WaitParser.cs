namespace OpsAgent.StatesLanguage;

internal static class WaitParser
{
    private static readonly string[] Fields = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];

    public static WaitUntil Parse(FieldReader fields)
    {
        var present = Fields.Where(fields.Has).ToArray();
        if (present.Length != 1)
        {
            fields.Errors.AddSchemaError($"Exactly one of these fields is required: [{string.Join(", ", Fields)}]", fields.Location);
        }

        return present.FirstOrDefault() switch
        {
            "SecondsPath" => new WaitUntil.SecondsPath(fields.ReferencePath("SecondsPath") ?? JsonPath.Root),
            "TimestampPath" => new WaitUntil.TimestampPath(fields.ReferencePath("TimestampPath") ?? JsonPath.Root),
            "Timestamp" => Timestamp(fields),
            _ => new WaitUntil.Seconds(fields.Integer("Seconds", 0, DefinitionParser.MaxSeconds) ?? 0),
        };
    }

    private static WaitUntil.Timestamp Timestamp(FieldReader fields)
    {
        var text = fields.Text("Timestamp");
        if (text is null || !Timestamps.TryParse(text, out var at))
        {
            fields.AddError("Timestamp", "is not a valid ISO-8601 extended offset date-time format string");
            return new WaitUntil.Timestamp(default);
        }

        return new WaitUntil.Timestamp(at);
    }
}
