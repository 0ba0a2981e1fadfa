using FsCheck.Xunit;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Properties of an execution under any sequence of inputs.</summary>
public sealed class InvariantTests
{
    private const string Machine = """
        {"StartAt":"Ask","TimeoutSeconds":60,"States":{
          "Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","TimeoutSeconds":20,"HeartbeatSeconds":7,
            "Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}},
            "Retry":[{"ErrorEquals":["Busy","States.Timeout"],"MaxAttempts":2}],
            "Catch":[{"ErrorEquals":["Denied"],"ResultPath":"$.e","Next":"Pause"}],"ResultPath":"$.r","Next":"Pause"},
          "Pause":{"Type":"Wait","Seconds":5,"Next":"Act"},
          "Act":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}
        """;

    [Property(MaxTest = 500)]
    public bool Events_AreNumberedInOrderAndNothingFollowsTheEnd(byte[] inputs)
    {
        var run = new Simulation(Machine);
        foreach (var input in inputs)
        {
            var (ended, events) = (!run.State.IsRunning, run.Events.Count);
            ApplyInput(run, input);
            if (ended && run.Events.Count != events)
            {
                return false;
            }
        }

        return run.Events.Select((historyEvent, i) => historyEvent.Id == i + 1 && historyEvent.PreviousId < historyEvent.Id).All(isOrdered => isOrdered)
            && run.Events.Count(historyEvent => historyEvent.Type is "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionTimedOut" or "ExecutionAborted") == (run.State.IsRunning ? 0 : 1);
    }

    [Property(MaxTest = 500)]
    public bool Token_IsOpenExactlyWhileItsTaskIs(byte[] inputs)
    {
        var run = new Simulation(Machine);
        var spent = new HashSet<string>();
        foreach (var input in inputs)
        {
            var token = run.Token;
            ApplyInput(run, input);
            if (token is not null && run.Token != token)
            {
                spent.Add(token);
            }
        }

        return spent.All(token => token != run.Token && !run.Callback(new TaskCallback.Success("1"), token));
    }

    private static void ApplyInput(Simulation run, byte input)
    {
        switch (input % 9)
        {
            case 0 when run.Invocation is not null:
                run.ReturnFromFunction(Asl.Returns("1"));
                break;
            case 1 when run.Invocation is not null:
                run.ReturnFromFunction(Asl.Throws(input > 128 ? "Busy" : "Denied"));
                break;
            case 2:
                run.Callback(new TaskCallback.Success("""{"x":1}"""));
                break;
            case 3:
                run.Callback(new TaskCallback.Failure(input > 128 ? "Busy" : null, null));
                break;
            case 4:
                run.Callback(new TaskCallback.Heartbeat());
                break;
            case 5 when input > 240:
                run.Stop();
                break;
            default:
                run.Advance(input / 30d);
                break;
        }
    }
}
