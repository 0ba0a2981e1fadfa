using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class TemplateEvaluator
{
    /// <returns>A new value that shares no node with the scope or the template.</returns>
    public static JsonNode? Evaluate(Template template, DataScope scope) => template switch
    {
        Template.Literal literal => JsonText.Copy(literal.Value),
        Template.PathReference at => JsonText.Copy(Read(at, scope)),
        Template.IntrinsicCall calling => JsonText.Copy(IntrinsicEvaluator.Evaluate(calling.Call, scope)),
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

    private static JsonNode? Read(Template.PathReference at, DataScope scope)
    {
        var result = scope.Read(at.Path);
        if (result.Found || result.IsIndexOutOfRange)
        {
            // As recorded on AWS: an index beyond the end of an array gives null; any other missing value is an error.
            return result.Value;
        }

        throw new StateErrorException(
            ErrorNames.Runtime,
            $"The JSONPath '{at.Path.Text}' specified for the field '{at.Field}' could not be found in the input '{scope.RootOf(at.Path).ToJsonText()}'");
    }
}
