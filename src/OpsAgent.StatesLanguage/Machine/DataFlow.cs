using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>InputPath, Parameters, ResultSelector, ResultPath and OutputPath, in the order a state applies them.</summary>
internal static class DataFlow
{
    public static JsonNode? Input(StateFrame frame, DataScope raw) => Select(frame.InputPath, raw);

    public static JsonNode? Parameters(ResultShape shape, DataScope selected) =>
        shape.Parameters is null ? selected.Data : TemplateEvaluator.Evaluate(shape.Parameters, selected);

    /// <summary>The result as the state gives it: selected, then placed into the raw input.</summary>
    public static JsonNode? Result(ResultShape shape, DataScope raw, JsonNode? result)
    {
        var selected = shape.ResultSelector is null ? result : TemplateEvaluator.Evaluate(shape.ResultSelector, raw.Over(result));
        return Place(shape.ResultPath, raw, selected);
    }

    public static JsonNode? Place(JsonPath? resultPath, DataScope raw, JsonNode? result) =>
        resultPath is null ? raw.Data : ResultPlacer.Place(raw.Data, resultPath, result);

    public static JsonNode? Output(StateFrame frame, DataScope result) => Select(frame.OutputPath, result);

    public static JsonNode? ReadOrFail(JsonPath path, DataScope scope)
    {
        var result = scope.Read(path);
        return result.Found
            ? result.Value
            : throw new StateErrorException(ErrorNames.Runtime, $"Invalid path '{path.Text}' : {result.Problem}");
    }

    private static JsonNode? Select(JsonPath? path, DataScope scope) =>
        path is null ? new JsonObject() : ReadOrFail(path, scope);
}
