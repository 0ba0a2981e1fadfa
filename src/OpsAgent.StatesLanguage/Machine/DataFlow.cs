using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Input and output processing of a state: InputPath, Parameters, ResultSelector, ResultPath and OutputPath.</summary>
internal static class DataFlow
{
    public static JsonNode? ApplyInputPath(StateFields fields, DataScope raw) => Select(fields.InputPath, raw);

    public static JsonNode? ApplyParameters(PayloadFields payload, DataScope selected) =>
        payload.Parameters is null ? selected.Data : TemplateEvaluator.Evaluate(payload.Parameters, selected);

    /// <summary>Applies ResultSelector to the result, then ResultPath.</summary>
    public static JsonNode? ApplyResult(PayloadFields payload, DataScope raw, JsonNode? result)
    {
        var selected = payload.ResultSelector is null ? result : TemplateEvaluator.Evaluate(payload.ResultSelector, raw.WithData(result));
        return ApplyResultPath(payload.ResultPath, raw, selected);
    }

    public static JsonNode? ApplyResultPath(JsonPath? resultPath, DataScope raw, JsonNode? result) =>
        resultPath is null ? raw.Data : ResultPathWriter.Write(raw.Data, resultPath, result);

    public static JsonNode? ApplyOutputPath(StateFields fields, DataScope result) => Select(fields.OutputPath, result);

    public static JsonNode? ReadRequired(JsonPath path, DataScope scope)
    {
        var result = scope.Read(path);
        return result.Found
            ? result.Value
            : throw new StateErrorException(ErrorNames.Runtime, $"Invalid path '{path.Text}' : {result.Problem}");
    }

    private static JsonNode? Select(JsonPath? path, DataScope scope) =>
        path is null ? new JsonObject() : ReadRequired(path, scope);
}
