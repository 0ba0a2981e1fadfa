using System.Collections.Frozen;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// The words that are understood: those of every operation and the general ones. A misspelt word is the nearest one with the same first letter; names and ids are never
/// touched, and what makes or decides something may be off by one letter only.
/// </summary>
internal sealed class Vocabulary
{
    private const int MinCorrectedLength = 4;
    private const int LongWord = 8;

    // What belongs to no operation.
    private static readonly Words[] General =
    [
        new(Terms.Approve),
        new(Terms.Approved, "approving approves approval"),
        new(Terms.Deny, "reject decline refuse disapprove"),
        new(Terms.Withdraw, "retract"),
        new(Terms.Cancel, "abort stop nevermind forget nvm"),
        new(Terms.Pending, "waiting outstanding inbox queue awaiting unapproved"),
        new(Terms.Proposal, "proposals approvals"),
        new(Terms.Show, "get check describe list look see give display pull fetch view inspect find search lookup print graph chart plot"),
        new(Terms.Status, "state health healthy unhealthy alive ok okay running reachable fine doing wrong broken dead responding sick up down stuck hung hanging going done"),
        new(Terms.Help, "usage commands manual capabilities"),
        new(Terms.Greeting, "hi hey yo hiya greetings morning"),
        new(Terms.Thanks, "thank thx cheers ty"),
        new(Terms.Instance, "instances server servers box boxes machine machines node nodes vm vms host hosts ec2"),
        new(Terms.Service, "services svc ecs task tasks"),
        new(Terms.Cluster, "clusters"),
        new(Terms.LoadBalancer, "balancers alb albs elb lb loadbalancer load-balancer"),
        new(Terms.Target, "targets"),
        new(Terms.Tag, "tags tagged"),
        new(Terms.Who, "whom whodunit"),
        new(Terms.Same, "again repeat"),
        new(Terms.It, "its it's that this there they them those these"),
    ];

    // Common words near to one of ours: right as they are.
    private static readonly FrozenSet<string> Plain = SetOf(
        "about above after ahead also anyone around back bad base been before best bets body both bottle bring call called came case cast cause center charge cheap "
        + "check chose clean clear close cold come cool core cost could crash dead deal dear death deep delay denim dense dent desk dirty disco dish does done door drop "
        + "each east easy else ever every everyone fail fails failed failing fall fast feel feet felt few fill film final fine fire firm first five fix flag flat floor "
        + "for four free fresh from front full gate gave goes gone good great group grow half hall hand happen happens hard hash have head hear heat held hell hers here high hike hill "
        + "hint hire hold hole home hope hosted hotel hour hours house huge idea inch into issue item jump just keep kept kick kind knew know land lane large last late "
        + "later lead leaf least leave left less level life lift like line link links live lives lock logs long loop lose loss lost lots love made mail main make many mark "
        + "mask mass match maybe meal mean meet melt mere might mile mind mine minute minutes miss mode model month more most move much must name near neck need never "
        + "news next nice nobody none noon norm note noted now oh old once one only onto other over own pack page paid pain pair park part pass past pause peak pick "
        + "pile place plain plan play please plus point pool poor port posed posts power press price prod production prove pull pure push quick quiet quite quote rail "
        + "rain rate raw reach read ready real reason recent record red release rely remain rent repo reset rest restore result retry return rich ride right ring rise risk "
        + "road role roll rollback room root rose route row rule run safe said sail sale salt sand save say says scan scare scarf scene scope score sea seal seat second "
        + "seed seek seem seen self sell sense sent serve seven several shall shape sharp sheet shell shift ship shop short shot should shut side sign silent since site "
        + "size skin sleep small soft soil some soon sort space span spare speak speed spike spikes spin split spot spread staff stage staging stale stall stamp stand stare "
        + "start started starts stay steal steam steep step still stock stone stood store strange such sure swap take taken tale talk tall tank task team tear teeth tells "
        + "test text than that the their then theirs these thing think this those though three thus tile time tiny title today together told tone took tool top total "
        + "touch touched tough town track trade trap tree tried trip true trust try tube turn twice two type unit until upon use used user users usual very wait walk wall "
        + "want war warm wash watch wave way weak wear week well went were west what when where which while white whole whose why wide wife will win wind wine wing "
        + "wise wish with wood word wore work world worse worst would write yard yeah year yes yesterday yet you young your zero zone");

    private readonly FrozenDictionary<string, string> _terms;
    private readonly FrozenSet<string> _acts;
    private readonly string[] _correctable;

    /// <exception cref="ArgumentException">Two operations give one word different meanings.</exception>
    public Vocabulary(OperationCatalog catalog)
    {
        var grammars = catalog.Operations.Select(o => o.Chat).OfType<ChatGrammar>().ToList();
        _terms = TermsOf([.. grammars.SelectMany(g => g.Vocabulary)]);
        _acts = grammars.SelectMany(ActsOf).Select(w => w.Term).Concat([Terms.Approve, Terms.Deny, Terms.Withdraw]).ToFrozenSet(StringComparer.Ordinal);
        _correctable = [.. _terms.Keys.Where(w => w.Length >= MinCorrectedLength && w.All(char.IsAsciiLetter))];
    }

    /// <returns>What the word means, or <see cref="Terms.None"/>.</returns>
    public string TermOf(string word, bool mayBeMisspelt)
    {
        var text = word.ToLowerInvariant();
        return _terms.TryGetValue(text, out var term) ? term
            : !mayBeMisspelt || text.Length < MinCorrectedLength || Plain.Contains(text) ? Terms.None
            : Nearest(text);
    }

    /// <returns>Whether it is a word that needs no explaining: one with a meaning here, or a common one.</returns>
    public bool Knows(string word) => _terms.ContainsKey(word.ToLowerInvariant()) || Plain.Contains(word.ToLowerInvariant());

    /// <returns>Whether somebody may want something to be done or decided by it.</returns>
    public bool IsAct(string term) => _acts.Contains(term);

    private static IReadOnlyList<Words> ActsOf(ChatGrammar grammar) => grammar switch
    {
        ChangeGrammar change => [.. change.Verbs, .. change.SharedVerbs],
        MessageGrammar message => [.. message.Verbs, .. message.DirectVerbs],
        _ => grammar.Verbs,
    };

    private static FrozenDictionary<string, string> TermsOf(IReadOnlyList<Words> declared)
    {
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var words in declared)
        {
            foreach (var word in words.All)
            {
                if (!terms.TryAdd(word, words.Term) && terms[word] != words.Term)
                {
                    throw new ArgumentException($"The word \"{word}\" means {terms[word]} to one operation and {words.Term} to another.", nameof(declared));
                }
            }
        }

        foreach (var words in General)
        {
            foreach (var word in words.All)
            {
                // An operation's own word comes first.
                terms.TryAdd(word, words.Term);
            }
        }

        return terms.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private string Nearest(string text)
    {
        var (best, found) = (int.MaxValue, Terms.None);
        foreach (var candidate in _correctable)
        {
            var term = _terms[candidate];
            var allowed = !IsAct(term) && candidate.Length >= LongWord ? 2 : 1;
            if (Math.Abs(candidate.Length - text.Length) > allowed || !SameBeginning(candidate, text))
            {
                continue;
            }

            var distance = Distance(candidate, text);
            if (distance <= allowed && distance <= best)
            {
                // Two meanings as near as each other are none.
                found = distance == best && found != term ? Terms.None : term;
                best = distance;
            }
        }

        return found;
    }

    private static bool SameBeginning(string a, string b) => a[0] == b[0] || (a[0] == b[1] && a[1] == b[0]);

    // Optimal string alignment: letters put in, left out, replaced, or two exchanged.
    private static int Distance(string a, string b)
    {
        int[] before = [], row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var (twoBefore, last) = (before, row);
            (before, row) = (last, new int[b.Length + 1]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var step = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                row[j] = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(step, twoBefore[j - 2] + 1) : step;
            }
        }

        return row[b.Length];
    }

    private static FrozenSet<string> SetOf(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
