using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Runs a state that was just entered, as far as it goes without waiting.</summary>
internal static class StateRunner
{
    private const string NoNextState = "Failed to transition out of the state. The state does not point to a next state.";

    public static void Run(Stepper stepper)
    {
        switch (stepper.Current)
        {
            case State.Task task:
                TaskRunner.Schedule(stepper, task);
                break;
            case State.Pass pass:
                Pass(stepper, pass);
                break;
            case State.Choice choice:
                Choice(stepper, choice);
                break;
            case State.Wait wait:
                Wait(stepper, wait);
                break;
            case State.Succeed succeed:
                Through(stepper, succeed, null);
                break;
            case State.Fail fail:
                Fail(stepper, fail);
                break;
            default:
                throw new InvalidOperationException("A state of an unknown kind.");
        }
    }

    /// <summary>Ends a Wait state: its output is its input.</summary>
    public static void AfterWait(Stepper stepper, State.Wait wait) => Through(stepper, wait, wait.Frame.Next);

    private static void Pass(Stepper stepper, State.Pass pass)
    {
        var raw = stepper.Scope();
        var input = DataFlow.Parameters(pass.Shape, raw.Over(DataFlow.Input(pass.Frame, raw)));
        var placed = DataFlow.Result(pass.Shape, raw, pass.HasResult ? pass.Result : input);
        stepper.Leave(DataFlow.Output(pass.Frame, raw.Over(placed)), pass.Frame.Next);
    }

    private static void Choice(Stepper stepper, State.Choice choice)
    {
        var raw = stepper.Scope();
        var input = raw.Over(DataFlow.Input(choice.Frame, raw));
        var next = choice.Branches.FirstOrDefault(branch => ChoiceEvaluator.Holds(branch.Rule, input))?.Next ?? choice.Default;
        if (next is null)
        {
            throw new StateErrorException(ErrorNames.Runtime, NoNextState);
        }

        stepper.Leave(DataFlow.Output(choice.Frame, input), next);
    }

    private static void Wait(Stepper stepper, State.Wait wait)
    {
        var raw = stepper.Scope();
        var until = WaitTime.Until(wait.Until, raw.Over(DataFlow.Input(wait.Frame, raw)), stepper.Now, stepper.Facts);
        if (until <= stepper.Now)
        {
            AfterWait(stepper, wait);
        }
        else
        {
            stepper.State = stepper.State with { Phase = new Phase.Waiting(until) };
        }
    }

    private static void Fail(Stepper stepper, State.Fail fail)
    {
        var scope = stepper.Scope();
        stepper.Fail(Text(fail.Error, scope), Text(fail.Cause, scope));
    }

    private static string? Text(FailText? text, DataScope scope)
    {
        if (text is null)
        {
            return null;
        }

        var value = TemplateEvaluator.Evaluate(text.Value, scope);
        return value.IsString(out var said)
            ? said
            : throw new StateErrorException(ErrorNames.Runtime, $"The value of the field '{text.Field}' must be a string, but was '{value.ToJsonText()}'");
    }

    private static void Through(Stepper stepper, State state, string? next)
    {
        var raw = stepper.Scope();
        JsonNode? input = DataFlow.Input(state.Frame, raw);
        stepper.Leave(DataFlow.Output(state.Frame, raw.Over(input)), next);
    }
}
