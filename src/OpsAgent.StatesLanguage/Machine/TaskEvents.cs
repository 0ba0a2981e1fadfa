using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The events of a task: two families, by what is called (recorded: a function's own ARN uses LambdaFunction*, a service integration Task*).</summary>
internal static class TaskEvents
{
    public static void Scheduled(Stepper stepper, TaskResource resource, string parameters, long? timeout, long? heartbeat)
    {
        var details = resource is TaskResource.Function function
            ? EventDetails.WithInput(parameters, new JsonObject { ["resource"] = function.Arn })
            : Named(resource, new JsonObject { ["region"] = stepper.Facts.Region, ["parameters"] = parameters });
        if (timeout is not null)
        {
            details["timeoutInSeconds"] = timeout;
        }

        if (heartbeat is not null && resource is TaskResource.Invoke)
        {
            details["heartbeatInSeconds"] = heartbeat;
        }

        Record(stepper, resource, "Scheduled", details);
    }

    public static void Started(Stepper stepper, TaskResource resource)
    {
        if (resource is TaskResource.Function)
        {
            stepper.Record("LambdaFunctionStarted", null, null);
        }
        else
        {
            Record(stepper, resource, "Started", Named(resource, []));
        }
    }

    public static void Submitted(Stepper stepper, TaskResource resource, string output) =>
        Record(stepper, resource, "Submitted", Named(resource, EventDetails.WithOutput(output)));

    public static void Succeeded(Stepper stepper, TaskResource resource, string output) =>
        Record(stepper, resource, "Succeeded", Named(resource, EventDetails.WithOutput(output)));

    public static void Failed(Stepper stepper, TaskResource resource, StateError error) =>
        Record(stepper, resource, "Failed", Named(resource, EventDetails.Failure(error.Name, error.Cause)));

    public static void TimedOut(Stepper stepper, TaskResource resource, StateError error) =>
        Record(stepper, resource, "TimedOut", Named(resource, EventDetails.Failure(error.Name, error.Cause)));

    /// <summary>The task's name in the cause of States.DataLimitExceeded.</summary>
    public static string Subject(TaskResource resource) => resource is TaskResource.Function function ? function.Arn : "lambda";

    private static void Record(Stepper stepper, TaskResource resource, string what, JsonObject details)
    {
        var (type, member) = resource is TaskResource.Function ? ("LambdaFunction", "lambdaFunction") : ("Task", "task");
        stepper.Record(type + what, $"{member}{what}EventDetails", details);
    }

    private static JsonObject Named(TaskResource resource, JsonObject details)
    {
        if (resource is TaskResource.Invoke invoke)
        {
            details["resource"] = invoke.WaitsForToken ? "invoke.waitForTaskToken" : "invoke";
            details["resourceType"] = "lambda";
        }

        return details;
    }
}
