using System.Collections.Frozen;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// The words that are understood. A misspelt word is the nearest one with the same first letter; names and ids are never
/// touched, and what makes or decides something may be off by one letter only.
/// </summary>
internal static class Vocabulary
{
    private const int MinCorrectedLength = 4;
    private const int LongWord = 8;

    private static readonly FrozenDictionary<string, Term> Words = Read(
        (Term.Reboot, "reboot restart bounce re-boot"),
        (Term.Rebooted, "rebooted rebooting restarted restarting reboots restarts bounced"),
        (Term.Scale, "scale rescale bump increase decrease reduce"),
        (Term.Scaled, "scaled scaling scales increased decreased reduced"),
        (Term.Set, "set"),
        (Term.Record, "open create file record log declare raise report register"),
        (Term.Post, "post send share announce publish"),
        (Term.Tell, "tell notify inform"),
        (Term.Approve, "approve"),
        (Term.Approved, "approved approving approves approval"),
        (Term.Deny, "deny reject decline refuse disapprove"),
        (Term.Withdraw, "withdraw retract"),
        (Term.Cancel, "cancel abort stop nevermind forget nvm"),
        (Term.Show, "show get check describe list look see give display pull fetch view inspect find search lookup print graph chart plot"),
        (Term.Help, "help usage commands manual capabilities"),
        (Term.Greeting, "hi hello hey yo hiya greetings morning"),
        (Term.Thanks, "thanks thank thx cheers ty"),
        (Term.Status, "status state health healthy unhealthy alive ok okay running reachable fine doing wrong broken dead responding sick up down stuck hung hanging going done"),
        (Term.Cpu, "cpu processor load utilization utilisation cpus"),
        (Term.Memory, "memory mem ram oom"),
        (Term.Errors, "errors error 5xx 5xxs 500s 500 502 502s 503 503s 504 504s failures"),
        (Term.ClientErrors, "4xx 4xxs 404s 404 400s 403s"),
        (Term.Requests, "requests request traffic rps throughput hits"),
        (Term.Latency, "latency latencies slow slowness slower response sluggish"),
        (Term.Network, "network bandwidth"),
        (Term.Disk, "disk disks"),
        (Term.Connections, "connections"),
        (Term.Targets, "targets target"),
        (Term.Balancer, "alb albs elb lb balancer balancers loadbalancer load-balancer"),
        (Term.Instance, "instance instances server servers box boxes machine machines node nodes vm vms host hosts ec2"),
        (Term.Service, "service services svc ecs task tasks"),
        (Term.Cluster, "cluster clusters"),
        (Term.Tag, "tag tags tagged"),
        (Term.Events, "events event cloudtrail trail changes changed change activity history happened audit deployed deployment deployments deploy"),
        (Term.Who, "who whom whodunit"),
        (Term.Metric, "metric metrics datapoints"),
        (Term.Pending, "pending waiting outstanding inbox queue awaiting unapproved"),
        (Term.Proposal, "proposal proposals approvals"),
        (Term.Incident, "incident incidents"),
        (Term.Summary, "summary summaries finding findings"),
        (Term.Same, "same again repeat"),
        (Term.It, "it its it's that this there they them those these"));

    // Common words near to one of ours: right as they are.
    private static readonly FrozenSet<string> Plain = Read(
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

    private static readonly string[] Candidates = [.. Words.Keys.Where(w => w.Length >= MinCorrectedLength && w.All(char.IsAsciiLetter))];

    public static Term Of(string word, bool mayBeMisspelt)
    {
        var text = word.ToLowerInvariant();
        return Words.TryGetValue(text, out var term) ? term
            : !mayBeMisspelt || text.Length < MinCorrectedLength || Plain.Contains(text) ? Term.None
            : Nearest(text);
    }

    /// <returns>Whether it is a word that needs no explaining: ours, or a common one.</returns>
    public static bool Knows(string word) => Words.ContainsKey(word.ToLowerInvariant()) || Plain.Contains(word.ToLowerInvariant());

    /// <returns>Whether somebody may mean something to be done or decided by it.</returns>
    public static bool IsAct(Term term) => term is Term.Reboot or Term.Scale or Term.Set or Term.Record or Term.Post or Term.Tell or Term.Approve or Term.Deny or Term.Withdraw;

    private static Term Nearest(string text)
    {
        var (best, found) = (int.MaxValue, Term.None);
        foreach (var candidate in Candidates)
        {
            var most = !IsAct(Words[candidate]) && candidate.Length >= LongWord ? 2 : 1;
            if (Math.Abs(candidate.Length - text.Length) > most || !SameBeginning(candidate, text))
            {
                continue;
            }

            var distance = Distance(candidate, text);
            if (distance <= most && distance <= best)
            {
                // Two meanings as near as each other are none.
                found = distance == best && found != Words[candidate] ? Term.None : Words[candidate];
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

    private static FrozenDictionary<string, Term> Read(params ReadOnlySpan<(Term Term, string Words)> table)
    {
        var words = new Dictionary<string, Term>(StringComparer.Ordinal);
        foreach (var (term, list) in table)
        {
            foreach (var word in list.Split(' '))
            {
                words.Add(word, term);
            }
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenSet<string> Read(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
