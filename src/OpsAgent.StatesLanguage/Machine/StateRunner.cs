using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Runs a state that was just entered until it is left or waits.</summary>
internal static class StateRunner
{
    private const string NoNextState = "Failed to transition out of the state. The state does not point to a next state.";

    public static void Run(StepBuilder step)
    {
        switch (step.Current)
        {
            case State.Task task:
                TaskRunner.Schedule(step, task);
                break;
            case State.Pass pass:
                Pass(step, pass);
                break;
            case State.Choice choice:
                Choice(step, choice);
                break;
            case State.Wait wait:
                Wait(step, wait);
                break;
            case State.Succeed succeed:
                PassInputToOutput(step, succeed, null);
                break;
            case State.Fail fail:
                Fail(step, fail);
                break;
            default:
                throw new InvalidOperationException("A state of an unknown kind.");
        }
    }

    /// <summary>Leaves a Wait state after its time.</summary>
    public static void AfterWait(StepBuilder step, State.Wait wait) => PassInputToOutput(step, wait, wait.Fields.Next);

    private static void Pass(StepBuilder step, State.Pass pass)
    {
        var raw = step.Scope();
        var input = DataFlow.ApplyParameters(pass.Payload, raw.WithData(DataFlow.ApplyInputPath(pass.Fields, raw)));
        var placed = DataFlow.ApplyResult(pass.Payload, raw, pass.HasResult ? pass.Result : input);
        step.Leave(DataFlow.ApplyOutputPath(pass.Fields, raw.WithData(placed)), pass.Fields.Next);
    }

    private static void Choice(StepBuilder step, State.Choice choice)
    {
        var raw = step.Scope();
        var input = raw.WithData(DataFlow.ApplyInputPath(choice.Fields, raw));
        var next = choice.Branches.FirstOrDefault(branch => ChoiceEvaluator.Evaluate(branch.Rule, input))?.Next ?? choice.Default;
        if (next is null)
        {
            throw new StateErrorException(ErrorNames.Runtime, NoNextState);
        }

        step.Leave(DataFlow.ApplyOutputPath(choice.Fields, input), next);
    }

    private static void Wait(StepBuilder step, State.Wait wait)
    {
        var raw = step.Scope();
        var until = WaitTime.Resolve(wait.Until, raw.WithData(DataFlow.ApplyInputPath(wait.Fields, raw)), step.Now, step.Info);
        if (until <= step.Now)
        {
            AfterWait(step, wait);
        }
        else
        {
            step.State = step.State with { Phase = new Phase.Waiting(until) };
        }
    }

    private static void Fail(StepBuilder step, State.Fail fail)
    {
        var scope = step.Scope();
        step.Fail(Text(fail.Error, scope), Text(fail.Cause, scope));
    }

    private static string? Text(ErrorOrCause? text, DataScope scope)
    {
        if (text is null)
        {
            return null;
        }

        var value = TemplateEvaluator.Evaluate(text.Value, scope);
        return value.IsString(out var result)
            ? result
            : throw new StateErrorException(ErrorNames.Runtime, $"The value of the field '{text.Field}' must be a string, but was '{value.ToJsonText()}'");
    }

    private static void PassInputToOutput(StepBuilder step, State state, string? next)
    {
        var raw = step.Scope();
        JsonNode? input = DataFlow.ApplyInputPath(state.Fields, raw);
        step.Leave(DataFlow.ApplyOutputPath(state.Fields, raw.WithData(input)), next);
    }
}
