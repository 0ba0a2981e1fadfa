using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The events of a task: LambdaFunction* for the ARN of a function, Task* for a service integration, as recorded on AWS.</summary>
internal static class TaskEvents
{
    public static void Scheduled(StepBuilder step, TaskResource resource, string parameters, long? timeout, long? heartbeat)
    {
        var details = resource is TaskResource.Function function
            ? EventDetails.WithInput(parameters, new JsonObject { ["resource"] = function.Arn })
            : WithResource(resource, new JsonObject { ["region"] = step.Info.Region, ["parameters"] = parameters });
        if (timeout is not null)
        {
            details["timeoutInSeconds"] = timeout;
        }

        if (heartbeat is not null && resource is TaskResource.Invoke)
        {
            details["heartbeatInSeconds"] = heartbeat;
        }

        Record(step, resource, "Scheduled", details);
    }

    public static void Started(StepBuilder step, TaskResource resource)
    {
        if (resource is TaskResource.Function)
        {
            step.AddEventWithinQuota("LambdaFunctionStarted", null, null);
        }
        else
        {
            Record(step, resource, "Started", WithResource(resource, []));
        }
    }

    public static void Submitted(StepBuilder step, TaskResource resource, string output) =>
        Record(step, resource, "Submitted", WithResource(resource, EventDetails.WithOutput(output)));

    public static void Succeeded(StepBuilder step, TaskResource resource, string output) =>
        Record(step, resource, "Succeeded", WithResource(resource, EventDetails.WithOutput(output)));

    public static void Failed(StepBuilder step, TaskResource resource, StateError error) =>
        Record(step, resource, "Failed", WithResource(resource, EventDetails.Failure(error.Name, error.Cause)));

    public static void TimedOut(StepBuilder step, TaskResource resource, StateError error) =>
        Record(step, resource, "TimedOut", WithResource(resource, EventDetails.Failure(error.Name, error.Cause)));

    /// <summary>The resource that the cause of States.DataLimitExceeded names.</summary>
    public static string NameInCause(TaskResource resource) => resource is TaskResource.Function function ? function.Arn : "lambda";

    private static void Record(StepBuilder step, TaskResource resource, string suffix, JsonObject details)
    {
        var (type, detailsPrefix) = resource is TaskResource.Function ? ("LambdaFunction", "lambdaFunction") : ("Task", "task");
        step.AddEventWithinQuota(type + suffix, $"{detailsPrefix}{suffix}EventDetails", details);
    }

    private static JsonObject WithResource(TaskResource resource, JsonObject details)
    {
        if (resource is TaskResource.Invoke invoke)
        {
            details["resource"] = invoke.WaitForTaskToken ? "invoke.waitForTaskToken" : "invoke";
            details["resourceType"] = "lambda";
        }

        return details;
    }
}
