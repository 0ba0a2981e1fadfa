using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class IntrinsicEvaluator
{
    /// <returns>The call's value. It may be part of the scope's data: copy it before storing it.</returns>
    public static JsonNode? Evaluate(Expression.Call call, DataScope scope)
    {
        try
        {
            return Apply(call, scope);
        }
        catch (IntrinsicArgumentException wrong)
        {
            throw Failed(ErrorNames.IntrinsicFailure, call, wrong.Message);
        }
        catch (MissingArgumentException missing)
        {
            throw Failed(ErrorNames.Runtime, call, missing.Message);
        }
    }

    private static JsonNode? Apply(Expression.Call call, DataScope scope) =>
        call.Function.Apply([.. call.Arguments.Select(argument => Argument(argument, call, scope))]);

    private static JsonNode? Argument(Expression argument, Expression.Call call, DataScope scope) => argument switch
    {
        Expression.Literal { Raw: { } raw } when call.Function.Name == "States.Format" && ReferenceEquals(argument, call.Arguments[0]) => raw,
        Expression.Literal literal => literal.Value,
        Expression.PathReference at => Read(at.Path, scope),
        Expression.Call inner => Apply(inner, scope),
        _ => throw new InvalidOperationException("An argument of an unknown kind."),
    };

    // As recorded on AWS: the message writes $$ as $, and shows the state's data even for a path into the context object.
    private static JsonNode? Read(JsonPath path, DataScope scope)
    {
        var result = scope.Read(path);
        return result.Found
            ? result.Value
            : throw new MissingArgumentException(
                $"The JsonPath argument for the field '{path.Text.Replace("$$", "$", StringComparison.Ordinal)}' could not be found in the input '{scope.Data.ToJsonText()}'");
    }

    private static StateErrorException Failed(string error, Expression.Call call, string problem) =>
        new(error, $"The function '{call.Text}' had the following error: {problem}");
}
