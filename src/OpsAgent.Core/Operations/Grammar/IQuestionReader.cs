using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Grammar;

/// <summary>Reads questions in the words of one diagnostic. Pure; the time window is read by the caller.</summary>
public interface IQuestionReader
{
    /// <returns>What is asked, or null when it is about something else.</returns>
    QuestionReading? Read(Question question);

    /// <summary>Reads the answer to a question back.</summary>
    /// <param name="known">What was understood before.</param>
    /// <param name="missing">What was asked for.</param>
    QuestionReading? Continue(JsonObject known, string missing, Question answer) => null;

    /// <summary>Puts what a follow-up such as "now the maximum" changes into the parameters of the question before.</summary>
    /// <returns>Whether it changes anything.</returns>
    bool Refine(JsonObject parameters, Question followUp) => false;

    /// <returns>The question back when only a subject was named that no diagnostic shows by itself, or null.</returns>
    QuestionReading.Ask? AskAbout(Subject subject) => null;
}
