using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads questions for what was done, and by whom.</summary>
internal sealed partial class EventReader(OperationCatalog catalog, Language language)
{
    /// <returns>The search, or null where the part asks for something else.</returns>
    /// <param name="named">Whether the part itself names them.</param>
    public Intent.Run? Read(Question question, IReadOnlyList<Subject> subjects, bool named)
    {
        var part = question.Part;
        var past = catalog.Operations.OfType<WriteOperation>().FirstOrDefault(o => part.Tokens.Any(t => (t.Has(Language.Past(o.Name)) || (t.Has(Language.Verb(o.Name)) && part.Tokens.Any(w => w.Has("who") || w.Is("past_question")))) && part.MentionOver(part.IndexOf(t)) is null));
        var call = part.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Word or TokenKind.Name && ApiCall().IsMatch(t.Text))?.Text
            ?? part.Tokens.Where(t => t.Kind is TokenKind.Pair).Select(t => t.Pair.Value[(t.Pair.Value.LastIndexOf('=') + 1)..]).FirstOrDefault(v => ApiCall().IsMatch(v))
            ?? ((part.Tokens.Any(t => t.Has("who", "events")) || IsOfAnyone(part)) && part.Tokens.FirstOrDefault(t => t.Has("call")) is { } word ? language.Calls[word.Lower] : null);
        var (key, source) = (part.Tokens.FirstOrDefault(t => AccessKey().IsMatch(t.Text))?.Text, part.Tokens.FirstOrDefault(t => t.Lower.EndsWith(".amazonaws.com", StringComparison.Ordinal))?.Lower);
        var who = part.Tokens.Any(t => t.Has("who"));
        var isAsked = part.Tokens.Any(t => t.Has("question", "show", "who") || t.Kind is TokenKind.Question);
        var user = UserOf(part);
        var did = part.Tokens.Any(t => t.Is("doing"));
        var aboutNow = named && part.Tokens.Any(t => t.Has("status")) && !part.Tokens.Any(t => t.Is("change_event") || t.Has("who"))
            || (named && subjects.All(s => s.Kind is SubjectKind.Service) && question.Range is null && part.Tokens.All(t => !t.Has("events") || t.Is("deploy_noun") || part.Tokens.Any(o => o.Has("tasks"))) && !part.Tokens.Any(t => t.Is("when") || t.Has("who")));
        if (past is { Chat: ChangeGrammar { Target.Kind: var changed } } && named && subjects[0].Kind != changed)
        {
            past = null;
        }

        // An alarm's own words: "State ALARM | Changed at ..."
        aboutNow |= named && subjects.All(s => s.Kind is SubjectKind.Alarm) && !isAsked;

        // "It is unreachable after rebooting" tells when.
        if (aboutNow && part.Tokens.Any(t => t.Is("after")) && !part.Tokens.Any(t => t.Kind is TokenKind.Question))
        {
            past = null;
        }

        var isEvents = call is not null || key is not null || (source is not null && part.Tokens.Any(t => t.Has("events"))) || (user is not null && part.Tokens.Any(t => t.Has("events") || t.Is("used")))
            || (who && question.Topics.Count == 0 && !part.Tokens.Any(t => t.Has("overview", "status")) && (past is not null || part.Tokens.Any(t => t.Has("events", "call") || t.Is("been") || language.EndsAs("past", t.Lower)))) || (past is not null && isAsked)
            || (part.Tokens.Any(t => t.Has("events")) && !aboutNow && (question.Topics.Count == 0 || !named || part.Tokens.Any(t => t.Is("change_event"))) && (isAsked || question.Range is not null || part.Tokens.Count <= 4)) || (user is not null && did && isAsked);
        if (!isEvents || catalog.Operations.FirstOrDefault(o => o.Chat is QuestionGrammar { Kind: QuestionKind.Events }) is not { } operation)
        {
            return null;
        }

        var parameters = new JsonObject();
        List<string> notes = [.. question.Notes];
        if (call is not null)
        {
            parameters["event_name"] = call;
        }
        else if (past is not null && (who || subjects.Count == 0 || subjects[0].Kind is not SubjectKind.Service))
        {
            parameters["event_name"] = past.IamAction[(past.IamAction.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        // The filter of the AWS CLI: AttributeKey=Username,AttributeValue=alice
        if (LookupAttribute().Match(part.Text) is { Success: true, Groups: var lookup }
            && operation.Parameters.All.FirstOrDefault(p => p.Name.Replace("_", string.Empty, StringComparison.Ordinal).Equals(lookup["key"].Value, StringComparison.OrdinalIgnoreCase)) is { } filter)
        {
            parameters[filter.Name] = lookup["value"].Value;
        }
        else if (user is not null)
        {
            parameters["user_name"] = user;
        }

        if (key is not null)
        {
            parameters["access_key_id"] = key;
        }

        if (source is not null)
        {
            parameters["event_source"] = source;
        }

        if (subjects is [var subject, ..] && (named || part.Tokens.Any(t => t.Has("it"))))
        {
            if (subject.Kind is SubjectKind.Service or SubjectKind.Cluster)
            {
                parameters["event_name"] ??= "UpdateService";
                notes.Add($"CloudTrail does not find a service by its name, so these are the changes of all services; look for {subject.Name}.");
            }
            else
            {
                parameters["resource_name"] = subject.Name;
            }
        }
        else if (part.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Name && t.Text.Contains('-', StringComparison.Ordinal) && t.Terms.Count == 0 && t.Text != user && t.Text != call && t.Text != key && t.Lower != source && part.MentionOver(part.IndexOf(t)) is null) is { } resource)
        {
            parameters["resource_name"] = resource.Text;
        }

        if (part.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Number && part.IndexOf(t) + 1 is var next && next < part.Tokens.Count && part.Tokens[next].Has("events") && int.TryParse(t.Text, CultureInfo.InvariantCulture, out _)) is { } most)
        {
            parameters["max_results"] = int.Parse(most.Text, CultureInfo.InvariantCulture);
        }

        return question.Ask(operation, parameters, notes);
    }

    // "Has anyone logged in?"
    private static bool IsOfAnyone(Message part) => part.Tokens.Zip(part.Tokens.Skip(1)).Any(p => p.First.Is("predicate_start") && p.Second.Is("actor"));

    private static string? UserOf(Message part)
    {
        if (part.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Email) is { } email)
        {
            return email.Text;
        }

        for (var i = 0; i + 1 < part.Tokens.Count; i++)
        {
            var next = part.Tokens[i + 1];
            if ((part.Tokens[i].Is("by") || (part.Tokens[i].Is("of_user") && part.Tokens.Take(i).Any(t => t.Is("user_noun"))) || (part.Tokens[i].Is("did") && part.Tokens.Any(t => t.Is("act")) && part.Tokens.Take(i).Any(t => t.Is("wh")))) && part.MentionOver(i + 1) is null
                && next.Kind is TokenKind.Word or TokenKind.Name && next.Terms.Count == 0 && !next.Is("no_actor"))
            {
                return next.Text;
            }
        }

        // "Did ci-deployer ship anything?"
        if (part.Tokens.Zip(part.Tokens.Skip(1)).FirstOrDefault(p => p.First.Is("past_question") && p.Second is { Kind: TokenKind.Name, Terms.Count: 0 } && !p.Second.Text.Any(char.IsAsciiDigit) && part.MentionOver(part.IndexOf(p.Second)) is null).Second is { } asked)
        {
            return asked.Text;
        }

        // "What ci-deployer used", "ci-deployer: what did it do?"
        return part.Tokens.Any(t => t.Is("used")) && part.Tokens.Any(t => t.Is("wh")) && part.Tokens.Where((t, i) => part.MentionOver(i) is null && t is { Kind: TokenKind.Name, Terms.Count: 0 } && t.Text.Contains('-', StringComparison.Ordinal)).ToList() is [var actor] ? actor.Text : null;
    }

    /// <returns>Whether it is the name of an API call.</returns>
    public static bool IsCall(string text) => ApiCall().IsMatch(text);

    [GeneratedRegex("^(?:(?:Run|Terminate|Start|Stop|Reboot|Update|Create|Delete|Put|Modify|Attach|Detach|Authorize|Revoke|Register|Deregister|Describe|Get|List|Assume|Disable|Enable)[A-Z][A-Za-z0-9]+|ConsoleLogin)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiCall();

    [GeneratedRegex(@"AttributeKey=(?<key>[A-Za-z]+),\s*AttributeValue=(?<value>[^\s,]+)", RegexOptions.CultureInvariant)]
    private static partial Regex LookupAttribute();

    [GeneratedRegex("^(?:AKIA|ASIA)[A-Z0-9]{12,124}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKey();
}
