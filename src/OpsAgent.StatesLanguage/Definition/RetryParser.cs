using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads <c>Retry</c> and <c>Catch</c>.</summary>
internal static class RetryParser
{
    private const long MaxDelaySeconds = 31_622_400;

    public static ImmutableArray<Retrier> Retriers(FieldReader fields)
    {
        var readers = fields.Objects("Retry").ToArray();
        return [.. readers.Select((reader, i) => Retrier(reader, last: i == readers.Length - 1))];
    }

    public static ImmutableArray<Catcher> Catchers(FieldReader fields)
    {
        var readers = fields.Objects("Catch").ToArray();
        return [.. readers.Select((reader, i) => Catcher(reader, last: i == readers.Length - 1))];
    }

    private static Retrier Retrier(FieldReader fields, bool last)
    {
        fields.Text("Comment");
        var interval = fields.Integer("IntervalSeconds", 1, DefinitionParser.MaxSeconds) ?? 1;
        var maxDelay = fields.Integer("MaxDelaySeconds", 1, MaxDelaySeconds);
        if (maxDelay <= interval)
        {
            fields.AddError("MaxDelaySeconds", "must be greater than 'IntervalSeconds'");
        }

        var jitter = fields.Text("JitterStrategy");
        if (jitter is not (null or "NONE" or "FULL"))
        {
            fields.AddError("JitterStrategy", "must be 'NONE' or 'FULL'");
        }

        var retrier = new Retrier(
            ErrorEquals(fields, last),
            interval,
            fields.Integer("MaxAttempts", 0, DefinitionParser.MaxSeconds) ?? 3,
            fields.Number("BackoffRate", 1.0) ?? 2.0,
            maxDelay,
            jitter == "FULL");
        fields.RejectUnknownFields();
        return retrier;
    }

    private static Catcher Catcher(FieldReader fields, bool last)
    {
        fields.Text("Comment");
        fields.Require("Next");
        var catcher = new Catcher(ErrorEquals(fields, last), fields.ResultPath(), fields.Text("Next") ?? "");
        fields.RejectUnknownFields();
        return catcher;
    }

    private static ImmutableArray<string> ErrorEquals(FieldReader fields, bool last)
    {
        fields.Require("ErrorEquals");
        if (fields.Node("ErrorEquals") is not JsonArray { Count: > 0 } items || items.Any(item => !item.IsString(out _)))
        {
            fields.AddError("ErrorEquals", "must be a non-empty array of strings");
            return [];
        }

        var names = items.Select(item => item!.GetValue<string>()).ToImmutableArray();
        if (names.Contains(ErrorNames.All) && (names.Length > 1 || !last))
        {
            fields.AddError("ErrorEquals", "must hold 'States.ALL' alone and in the last entry");
        }

        return names;
    }
}
