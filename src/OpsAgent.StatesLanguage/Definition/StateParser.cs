using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses one state by its Type.</summary>
internal static class StateParser
{
    public static State? Parse(string name, FieldReader fields)
    {
        fields.Require("Type");
        var type = fields.Text("Type") ?? "";
        fields.Text("Comment");
        DefinitionParser.RequireJsonPath(fields);
        State? state = type switch
        {
            "Pass" => Pass(name, fields),
            "Task" => TaskParser.Parse(ParseCommonFieldsWithNext(name, fields), fields),
            "Choice" => ChoiceParser.Parse(ParseCommonFields(name, fields, next: null), fields),
            "Wait" => Wait(name, fields),
            "Succeed" => new State.Succeed(ParseCommonFields(name, fields, next: null)),
            "Fail" => Fail(name, fields),
            _ => null,
        };
        if (state is null)
        {
            if (type.Length > 0)
            {
                fields.AddError("Type", $"is '{type}', which is not supported: this engine runs Pass, Task, Choice, Wait, Succeed and Fail");
            }

            return null;
        }

        fields.RejectUnknownFields();
        return state;
    }

    public static PayloadFields ParsePayloadFields(FieldReader fields, bool selector)
    {
        Template? Read(string field)
        {
            if (!fields.Has(field))
            {
                return null;
            }

            if (fields.Node(field) is not JsonObject)
            {
                fields.AddError(field, "must be an object");
            }

            return TemplateParser.Parse(fields.Node(field), fields.LocationOf(field), fields.Errors);
        }

        var resultPath = fields.PathOrDiscard("ResultPath");
        if (resultPath is { IsContextPath: true })
        {
            fields.AddError("ResultPath", "must be a reference path and cannot write to the context object");
        }

        return new PayloadFields(Read("Parameters"), selector ? Read("ResultSelector") : null, resultPath);
    }

    private static State.Pass Pass(string name, FieldReader fields) => new(
        ParseCommonFieldsWithNext(name, fields), ParsePayloadFields(fields, selector: false), fields.Has("Result"), fields.Node("Result")?.DeepClone());

    private static State.Wait Wait(string name, FieldReader fields) =>
        new(ParseCommonFieldsWithNext(name, fields), WaitParser.Parse(fields));

    private static State.Fail Fail(string name, FieldReader fields) => new(
        new StateFields(name, JsonPath.Root, JsonPath.Root, null), ParseErrorOrCause(fields, "Error"), ParseErrorOrCause(fields, "Cause"));

    private static ErrorOrCause? ParseErrorOrCause(FieldReader fields, string field)
    {
        var pathField = field + "Path";
        if (fields.Has(field) && fields.Has(pathField))
        {
            fields.AddError(pathField, $"must not be given together with '{field}'");
        }

        return fields.Text(field) is { } literal ? new ErrorOrCause(field, new Template.Literal(JsonValue.Create(literal)))
            : fields.Text(pathField) is { } text ? new ErrorOrCause(pathField, TemplateParser.ParseDynamic(pathField, text, fields.LocationOf(pathField), fields.Errors))
            : null;
    }

    private static StateFields ParseCommonFieldsWithNext(string name, FieldReader fields)
    {
        var next = fields.Text("Next");
        var end = fields.Boolean("End") ?? false;
        if (next is not null && end)
        {
            fields.AddError("Next", "must not be given together with 'End'");
        }
        else if (next is null && !end)
        {
            fields.Errors.AddSchemaError($"One of these fields is required: [Next, End] for state '{name}'", fields.Location);
        }

        return ParseCommonFields(name, fields, next);
    }

    private static StateFields ParseCommonFields(string name, FieldReader fields, string? next) =>
        new(name, fields.PathOrDiscard("InputPath"), fields.PathOrDiscard("OutputPath"), next);
}
