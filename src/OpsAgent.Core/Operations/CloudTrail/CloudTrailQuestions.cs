using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>Reads questions for what was done: by an API call's name, by who did it, or by what it was done to.</summary>
internal sealed partial class CloudTrailQuestions : IQuestionReader
{
    private static readonly string[] Prepositions = ["on", "to", "for", "of", "about"];
    private static readonly string[] Changes = ["touched", "changed", "modified", "deleted"];

    public QuestionReading? Read(Question question)
    {
        var isPast = question.Past is not null
            && (question.Has(Terms.Who) || question.Tokens.Any(t => t.Kind is TokenKind.Question) || question.Tokens[0].Is("was", "did", "has", "were", "when"));
        var call = question.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Word or TokenKind.Name && ApiCall().IsMatch(t.Text))?.Text;
        var email = question.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Email)?.Text;
        var isSomebodys = question.Says("did", "do", "doing", "done", "by") && (email is not null || (question.BareName is not null && question.Says("what", "by")));
        var isAnybodys = question.Says("did") && question.Says("anyone", "anybody", "someone", "somebody");
        if (!question.Has("events") && !isPast && call is null && !isSomebodys && !isAnybodys && (!question.Has(Terms.Who) || question.HasTopic))
        {
            return null;
        }

        var parameters = new JsonObject();
        string? lead = null;
        var user = question.By ?? email ?? (isSomebodys ? question.BareName : null);
        var subject = question.Named ?? (question.Has(Terms.It) && user is null && call is null ? question.Focus : null);
        if (call is not null)
        {
            parameters["event_name"] = call;
        }
        else if (user is not null)
        {
            parameters["user_name"] = user;
        }
        else if (subject is { Kind: SubjectKind.Service })
        {
            // CloudTrail knows services by ARN only, which nobody types.
            parameters["event_name"] = "UpdateService";
            lead = $"CloudTrail does not find a service by its name, so these are the changes of all services; look for {subject.Name}.";
        }
        else if (subject is { Kind: SubjectKind.Instance or SubjectKind.LoadBalancer or SubjectKind.TargetGroup })
        {
            parameters["resource_name"] = subject.Name;
        }
        else if (question.BareName is { } name && question.Has("events", Terms.Who) && (question.Says(Prepositions) || question.Says(Changes)))
        {
            parameters["resource_name"] = name;
        }
        else if (isPast && subject is null)
        {
            var action = question.Past!.IamAction;
            parameters["event_name"] = action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        if (MaxResults(question.Tokens) is { } most)
        {
            parameters["max_results"] = most;
        }

        return new QuestionReading.Run(parameters, lead);
    }

    // "The last 20 events".
    private static int? MaxResults(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind is TokenKind.Number && tokens[i + 1].Term is "events" or Terms.Show && int.TryParse(tokens[i].Text, CultureInfo.InvariantCulture, out var most))
            {
                return most;
            }
        }

        return null;
    }

    [GeneratedRegex("^(?:(?:Run|Terminate|Start|Stop|Reboot|Update|Create|Delete|Put|Modify|Attach|Detach|Authorize|Revoke|Register|Deregister|Describe|Get|List|Assume)[A-Z][A-Za-z0-9]+|ConsoleLogin)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiCall();
}
