using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class TemplateEvaluator
{
    /// <summary>A fresh value: nothing in it belongs to the scope or to the template.</summary>
    public static JsonNode? Evaluate(Template template, DataScope scope) => template switch
    {
        Template.Literal literal => JsonText.Copy(literal.Value),
        Template.AtPath at => JsonText.Copy(Read(at, scope)),
        Template.Calling calling => JsonText.Copy(IntrinsicEvaluator.Evaluate(calling.Call, scope)),
        Template.Members members => Build(members, scope),
        Template.Elements elements => new JsonArray([.. elements.Items.Select(item => Evaluate(item, scope))]),
        _ => throw new InvalidOperationException("A template of an unknown kind."),
    };

    private static JsonObject Build(Template.Members members, DataScope scope)
    {
        var built = new JsonObject();
        foreach (var (name, value) in members.Items)
        {
            built[name] = Evaluate(value, scope);
        }

        return built;
    }

    private static JsonNode? Read(Template.AtPath at, DataScope scope)
    {
        var result = scope.Read(at.Path);
        if (result.Found || result.PastTheEnd)
        {
            // Past the end of an array a template gives null on AWS; anywhere else a miss is an error.
            return result.Value;
        }

        throw new StateErrorException(
            ErrorNames.Runtime,
            $"The JSONPath '{at.Path.Text}' specified for the field '{at.Field}' could not be found in the input '{scope.RootOf(at.Path).ToJsonText()}'");
    }
}
