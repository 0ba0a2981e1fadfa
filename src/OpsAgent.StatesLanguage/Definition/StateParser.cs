using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads one state by its type.</summary>
internal static class StateParser
{
    public static State? Parse(string name, FieldReader fields)
    {
        fields.Require("Type");
        var type = fields.Text("Type") ?? "";
        fields.Text("Comment");
        DefinitionParser.JsonPathOnly(fields);
        State? state = type switch
        {
            "Pass" => Pass(name, fields),
            "Task" => TaskParser.Parse(FrameWithNext(name, fields), fields),
            "Choice" => ChoiceParser.Parse(Frame(name, fields, next: null), fields),
            "Wait" => Wait(name, fields),
            "Succeed" => new State.Succeed(Frame(name, fields, next: null)),
            "Fail" => Fail(name, fields),
            _ => null,
        };
        if (state is null)
        {
            if (type.Length > 0)
            {
                fields.Refuse("Type", $"is '{type}', which is not supported: this engine runs Pass, Task, Choice, Wait, Succeed and Fail");
            }

            return null;
        }

        fields.RefuseTheRest();
        return state;
    }

    public static ResultShape Shape(FieldReader fields, bool selector)
    {
        Template? Read(string field)
        {
            if (!fields.Has(field))
            {
                return null;
            }

            if (fields.Node(field) is not JsonObject)
            {
                fields.Refuse(field, "must be an object");
            }

            return TemplateParser.Parse(fields.Node(field), fields.At(field), fields.Problems);
        }

        var resultPath = fields.PathOrDiscard("ResultPath");
        if (resultPath is { OfContext: true })
        {
            fields.Refuse("ResultPath", "must be a reference path and cannot write to the context object");
        }

        return new ResultShape(Read("Parameters"), selector ? Read("ResultSelector") : null, resultPath);
    }

    private static State.Pass Pass(string name, FieldReader fields) => new(
        FrameWithNext(name, fields), Shape(fields, selector: false), fields.Has("Result"), fields.Node("Result")?.DeepClone());

    private static State.Wait Wait(string name, FieldReader fields) =>
        new(FrameWithNext(name, fields), WaitParser.Parse(fields));

    private static State.Fail Fail(string name, FieldReader fields) => new(
        new StateFrame(name, JsonPath.Root, JsonPath.Root, null), FailText(fields, "Error"), FailText(fields, "Cause"));

    private static FailText? FailText(FieldReader fields, string field)
    {
        var pathField = field + "Path";
        if (fields.Has(field) && fields.Has(pathField))
        {
            fields.Refuse(pathField, $"must not be given together with '{field}'");
        }

        return fields.Text(field) is { } said ? new FailText(field, new Template.Literal(JsonValue.Create(said)))
            : fields.Text(pathField) is { } text ? new FailText(pathField, TemplateParser.Dynamic(pathField, text, fields.At(pathField), fields.Problems))
            : null;
    }

    private static StateFrame FrameWithNext(string name, FieldReader fields)
    {
        var next = fields.Text("Next");
        var end = fields.Flag("End") ?? false;
        if (next is not null && end)
        {
            fields.Refuse("Next", "must not be given together with 'End'");
        }
        else if (next is null && !end)
        {
            fields.Problems.Schema($"One of these fields is required: [Next, End] for state '{name}'", fields.Location);
        }

        return Frame(name, fields, next);
    }

    private static StateFrame Frame(string name, FieldReader fields, string? next) =>
        new(name, fields.PathOrDiscard("InputPath"), fields.PathOrDiscard("OutputPath"), next);
}
