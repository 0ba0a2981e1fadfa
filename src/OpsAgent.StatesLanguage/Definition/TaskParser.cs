using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OpsAgent.StatesLanguage;

internal static partial class TaskParser
{
    private const string Invoke = "arn:aws:states:::lambda:invoke";

    private static readonly string[] InvokeParameters = ["FunctionName", "Payload", "Qualifier", "ClientContext", "InvocationType", "LogType"];

    public static State.Task Parse(StateFields commonFields, FieldReader fields)
    {
        fields.Require("Resource");
        var resource = Resource(fields);
        var payload = StateParser.ParsePayloadFields(fields, selector: true);
        if (resource is TaskResource.Invoke)
        {
            CheckInvokeParameters(payload, fields);
        }

        var timeout = Limit(fields, "TimeoutSeconds");
        var heartbeat = Limit(fields, "HeartbeatSeconds");
        if (heartbeat?.Seconds >= (timeout?.Seconds ?? DefinitionParser.MaxSeconds + 1))
        {
            fields.AddError("HeartbeatSeconds", "must be smaller than 'TimeoutSeconds'");
        }

        return new State.Task(commonFields, payload, resource, timeout, heartbeat, RetryParser.Retriers(fields), RetryParser.Catchers(fields));
    }

    private static TaskResource Resource(FieldReader fields)
    {
        var text = fields.Text("Resource") ?? Invoke;
        if (text is Invoke or Invoke + ".waitForTaskToken")
        {
            return new TaskResource.Invoke(text != Invoke);
        }

        if (!FunctionArn().IsMatch(text))
        {
            fields.AddError("Resource", $"is '{text}', which is not supported: this engine runs {Invoke}, {Invoke}.waitForTaskToken and the ARN of a Lambda function");
        }

        return new TaskResource.Function(text);
    }

    private static void CheckInvokeParameters(PayloadFields payload, FieldReader fields)
    {
        if (payload.Parameters is not Template.Members parameters)
        {
            fields.Errors.AddSchemaError("The field 'FunctionName' is required but was missing", fields.LocationOf("Parameters"));
            return;
        }

        if (!parameters.Items.Any(item => item.Key == "FunctionName"))
        {
            fields.Errors.AddSchemaError("The field 'FunctionName' is required but was missing", fields.LocationOf("Parameters"));
        }

        foreach (var (name, _) in parameters.Items.Where(item => !InvokeParameters.Contains(item.Key)))
        {
            fields.Errors.AddSchemaError($"The field \"{name}\" of {fields.Owner} is not supported by Step Functions", fields.LocationOf("Parameters"));
        }
    }

    private static TimeLimit? Limit(FieldReader fields, string field)
    {
        var pathField = field + "Path";
        if (fields.Has(field) && fields.Has(pathField))
        {
            fields.AddError(pathField, $"must not be given together with '{field}'");
        }

        return fields.Integer(field, 1, DefinitionParser.MaxSeconds) is { } seconds ? new TimeLimit(field, seconds, null)
            : fields.ReferencePath(pathField) is { } path ? new TimeLimit(pathField, null, path)
            : null;
    }

    [GeneratedRegex(@"^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionArn();
}
