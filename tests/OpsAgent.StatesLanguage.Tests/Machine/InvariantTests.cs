using FsCheck.Xunit;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Whatever happens to an execution, in whatever order.</summary>
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
    public bool Events_AreNumberedInOrderAndNothingFollowsTheEnd(byte[] happenings)
    {
        var run = new Simulation(Machine);
        foreach (var what in happenings)
        {
            var (ended, events) = (!run.State.IsRunning, run.Events.Count);
            Happen(run, what);
            if (ended && run.Events.Count != events)
            {
                return false;
            }
        }

        return run.Events.Select((happened, i) => happened.Id == i + 1 && happened.PreviousId < happened.Id).All(holds => holds)
            && run.Events.Count(happened => happened.Type is "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionTimedOut" or "ExecutionAborted") == (run.State.IsRunning ? 0 : 1);
    }

    [Property(MaxTest = 500)]
    public bool Token_IsOpenExactlyWhileItsTaskIs(byte[] happenings)
    {
        var run = new Simulation(Machine);
        var spent = new HashSet<string>();
        foreach (var what in happenings)
        {
            var token = run.Token;
            Happen(run, what);
            if (token is not null && run.Token != token)
            {
                spent.Add(token);
            }
        }

        return spent.All(token => token != run.Token && !run.Callback(new TaskAnswer.Success("1"), token));
    }

    private static void Happen(Simulation run, byte what)
    {
        switch (what % 9)
        {
            case 0 when run.Call is not null:
                run.Answer(Asl.Returns("1"));
                break;
            case 1 when run.Call is not null:
                run.Answer(Asl.Throws(what > 128 ? "Busy" : "Denied"));
                break;
            case 2:
                run.Callback(new TaskAnswer.Success("""{"x":1}"""));
                break;
            case 3:
                run.Callback(new TaskAnswer.Failure(what > 128 ? "Busy" : null, null));
                break;
            case 4:
                run.Callback(new TaskAnswer.Heartbeat());
                break;
            case 5 when what > 240:
                run.Stop();
                break;
            default:
                run.Pass(what / 30d);
                break;
        }
    }
}
