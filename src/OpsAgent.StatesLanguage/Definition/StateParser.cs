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

        return new PayloadFields(Read("Parameters"), selector ? Read("ResultSelector") : null, fields.ResultPath());
    }

    private static State.Pass Pass(string name, FieldReader fields)
    {
        var result = fields.Node("Result");
        if (HasDynamicMember(result))
        {
            fields.Errors.AddWarning("PASS_RESULT_IS_STATIC", "Attempt to use a path in the result of a pass state.", fields.LocationOf("Result"));
        }

        return new State.Pass(
            ParseCommonFieldsWithNext(name, fields), ParsePayloadFields(fields, selector: false), fields.Has("Result"), result?.DeepClone());
    }

    private static bool HasDynamicMember(JsonNode? node) => node switch
    {
        JsonObject members => members.Any(member => member.Key.EndsWith(".$", StringComparison.Ordinal) || HasDynamicMember(member.Value)),
        JsonArray items => items.Any(HasDynamicMember),
        _ => false,
    };

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

        if (fields.Text(field) is { } literal)
        {
            fields.WarnOfPath(field);
            return new ErrorOrCause(field, new Template.Literal(JsonValue.Create(literal)));
        }

        return fields.Text(pathField) is not { } text ? null
            : PathParser.IsPath(text) ? new ErrorOrCause(pathField, new Template.PathReference(pathField, fields.ReferencePath(pathField) ?? JsonPath.Root))
            : new ErrorOrCause(pathField, TemplateParser.ParseDynamic(pathField, text, fields.LocationOf(pathField), fields.Errors));
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
