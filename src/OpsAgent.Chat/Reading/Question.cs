using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>A part of a message that asks for something to be looked at.</summary>
/// <param name="Topics">What of: cpu, errors, ...</param>
/// <param name="MetricNames">Metrics by CloudWatch's own names.</param>
/// <param name="Notes">What is to be said before the answer: how it was understood, and what was not.</param>
internal sealed record Question(Message Part, ReadingContext Context, IReadOnlyList<string> Topics, IReadOnlyList<string> MetricNames, TimeRange? Range, IReadOnlyList<string> Notes)
{
    /// <summary>The parameters that say of when.</summary>
    public static IReadOnlyList<string> TimeParameters { get; } = ["time_window", "start_time", "end_time"];

    /// <returns>The diagnostic with these parameters, and the time that was said.</returns>
    public Intent.Run Ask(Operation operation, JsonObject parameters, IReadOnlyList<string> notes)
    {
        List<string> lead = [.. notes];
        if (Range is { } range)
        {
            var (time, note) = TimeReader.ParametersFor(operation, range, Context.Now);
            foreach (var name in TimeParameters)
            {
                parameters.Remove(name);
            }

            foreach (var (name, value) in time)
            {
                parameters[name] = value;
            }

            if (note is not null)
            {
                lead.Add(note);
            }
            else if (range.Length is null && Context.Zone.GetUtcOffset(Context.Now) != TimeSpan.Zero)
            {
                lead.Add($"Times are read in {Context.Zone.Id}.");
            }
        }

        return new Intent.Run(operation.Name, parameters.ToElement(), lead.Count == 0 ? null : string.Join(' ', lead));
    }
}
