using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class ArrayFunctions
{
    private const int MaxRangeLength = 1000;

    public static readonly Intrinsic[] All =
    [
        new("States.Array", 0, int.MaxValue, arguments => new JsonArray([.. arguments.Select(JsonText.Copy)])),
        new("States.ArrayPartition", 2, 2, arguments => Partition(arguments.Array(0), arguments.Integer(1))),
        new("States.ArrayContains", 2, 2, arguments => arguments.Array(0).Any(item => JsonNode.DeepEquals(item, arguments[1]))),
        new("States.ArrayRange", 3, 3, arguments => Range(arguments.Integer(0), arguments.Integer(1), arguments.Integer(2))),
        new("States.ArrayGetItem", 2, 2, arguments => Item(arguments.Array(0), arguments.Integer(1))),
        new("States.ArrayLength", 1, 1, arguments => arguments.Array(0).Count),
        new("States.ArrayUnique", 1, 1, arguments => Unique(arguments.Array(0))),
    ];

    private static JsonArray Partition(JsonArray array, long size) => size < 1
        ? throw new IntrinsicArgumentException("The chunk size must be a positive number")
        : new JsonArray([.. array.Chunk((int)Math.Min(size, int.MaxValue)).Select(chunk => new JsonArray([.. chunk.Select(JsonText.Copy)]))]);

    private static JsonArray Range(long first, long last, long step)
    {
        if (step == 0)
        {
            throw new IntrinsicArgumentException("The increment must not be zero");
        }

        var range = new JsonArray();
        for (var value = first; step > 0 ? value <= last : value >= last; value += step)
        {
            if (range.Count == MaxRangeLength)
            {
                throw new IntrinsicArgumentException("The range must not have more than 1000 elements");
            }

            range.Add((JsonNode)value);
        }

        return range;
    }

    private static JsonNode? Item(JsonArray array, long index) => index >= 0 && index < array.Count
        ? array[(int)index]
        : throw new IntrinsicArgumentException($"The index {index} is not within the array of {array.Count}");

    private static JsonArray Unique(JsonArray array)
    {
        var unique = new JsonArray();
        foreach (var item in array.Where(item => !unique.Any(known => JsonNode.DeepEquals(known, item))))
        {
            unique.Add(JsonText.Copy(item));
        }

        return unique;
    }
}
