using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>
/// What is going on in the account, or in a part of it: six sections, looked at side by side, of which one that fails is said and
/// fails no other. What AWS said is kept for a minute for everybody.
/// </summary>
public sealed partial class GetOverview : DiagnosticOperation<GetOverviewParameters, AccountOverview>
{
    private const int MaxAlarms = 100;
    private const int MaxInstances = 50;
    private const int MaxGroups = 40;
    private const int MaxServices = 100;
    private const int MaxEvents = 50;
    private const int MaxProposals = 10;
    private const int MaxLines = 20;
    private const int GroupsAtOnce = 5;

    private const string NoSnapshot = "null";

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    // What failed, such as a throttled call, is soon asked again.
    private static readonly TimeSpan KeptAfterAFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SectionTime = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    public override string Name => "get_overview";

    public override string Title => "Overview";

    public override string Description =>
        "Shows what is going on: alarms in ALARM, failing instance checks, unhealthy targets, ECS services below their count or (just) deployed, changes of the last hour, pending proposals. Of the account, of what has a tag, of a cluster, or of one ECS service with its tasks, deployments, events and target groups.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.Overview)
    {
        Targets = [new(SubjectKind.Service, "cluster", "service"), new(SubjectKind.Cluster, "cluster")],
        Tag = new("tag_key", "tag_value"),
    };

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("tag_key", "Only what has this tag, or names it; goes with tag_value.") { MaxLength = 128, Example = "Role" },
            new TextParameter("tag_value", "The tag's value.") { MaxLength = 256, Example = "web" },
            new TextParameter("cluster", "Only this ECS cluster, by its name.") { MaxLength = 255, Pattern = ClusterName(), Example = "production" },
            new TextParameter("service", "Only this ECS service of the cluster, by its name: how it is, also when it is well.") { MaxLength = 255, Pattern = ClusterName(), Example = "web" },
        ],
        new CombinationRule(
            "give tag_key with tag_value, or cluster, or none of them",
            "tag_key",
            a => a.Has("tag_key") == a.Has("tag_value") && !(a.Has("tag_key") && a.Has("cluster"))),
        new CombinationRule("service goes with cluster", "service", a => !a.Has("service") || a.Has("cluster")));

    protected override JsonTypeInfo<AccountOverview> ResultJson => OverviewJson.Default.AccountOverview;

    protected override GetOverviewParameters Bind(Arguments arguments) => new(arguments.Text("tag_key"), arguments.Text("tag_value"), arguments.Text("cluster"), arguments.Text("service"));

    protected override async Task<Outcome<Finding<AccountOverview>>> FindAsync(
        GetOverviewParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sources = readers.Overview ?? throw new InvalidOperationException("This function shows no overview.");

        // Never kept with the rest: who may decide what changes at once, and they cost AWS nothing.
        var asked = ReadSectionAsync("Pending proposals", sources.Time, stop => ProposalsAsync(sources, stop), cancellationToken);
        var (account, isCached) = await SnapshotAsync(parameters, readers, sources, now, cancellationToken);
        var proposals = await asked;
        if (account is null)
        {
            return await NotFoundAsync(parameters, readers.Services, cancellationToken);
        }

        var overview = new AccountOverview(
            account.AsOf, parameters.Scope, isCached, account.Alarms, account.Instances, account.TargetGroups, account.Services, account.Changes, Section(proposals))
        {
            Service = account.Service,
        };
        return new Finding<AccountOverview>(OverviewSummary.Of(overview, now), overview, [.. account.NotSearched, .. proposals.NotSearched]);
    }

    protected override IReadOnlyList<Card> Cards(Finding<AccountOverview> finding) => OverviewCards.Of(finding.Summary, finding.Result);

    protected override Subject? Subject(GetOverviewParameters parameters, AccountOverview result) => parameters switch
    {
        { Service: { } service } => new Subject(SubjectKind.Service, $"{parameters.Cluster}/{service}"),
        { Cluster: { } cluster } => new Subject(SubjectKind.Cluster, cluster),
        _ => null,
    };

    private static async Task<Refusal> NotFoundAsync(GetOverviewParameters scope, IEcsServices services, CancellationToken cancellationToken)
    {
        var page = scope.Service is null ? null : await services.ListAsync(scope.Cluster, withTags: false, MaxLines, cancellationToken);
        return page is null
            ? new Refusal(
                ErrorCode.ResourceNotFound,
                $"There is no ECS cluster {scope.Cluster} in this account and Region. Check the name, or leave the scope out.",
                new JsonObject { ["resource"] = scope.Cluster }.ToElement())
            : new Refusal(
                ErrorCode.ResourceNotFound,
                $"ECS cluster {scope.Cluster} has no service {scope.Service}; names are case-sensitive. It has {(page.Services.Count == 0 ? "none" : string.Join(", ", page.Services.Select(s => s.Name)))}{(page.Truncated ? " and more" : string.Empty)}.",
                new JsonObject { ["resource"] = $"{scope.Cluster}/{scope.Service}", ["services"] = JsonConversions.Array([.. page.Services.Select(s => s.Name)]) }.ToElement());
    }

    /// <returns>Null when the scope is a cluster or a service that is not there.</returns>
    private static async Task<(AccountSnapshot? Account, bool IsCached)> SnapshotAsync(
        GetOverviewParameters parameters, AwsReaders readers, OverviewSources sources, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The scope alone: what AWS shows is the same for everybody who may ask.
        var key = $"overview#{CanonicalJson.Hash($"1/{parameters.Scope}")}";
        var isOurs = false;
        try
        {
            for (var waited = TimeSpan.Zero; waited < SectionTime && !isOurs; waited += Pause)
            {
                var entry = await sources.Cache.FindOrClaimAsync(key, sources.Time.GetUtcNow(), Claim, cancellationToken);
                if (StoredJson.TryRead(entry.Text, OverviewJson.Default.AccountSnapshot, out var kept))
                {
                    return (kept, true);
                }

                // A text that a newer version wrote is as good as none.
                isOurs = entry.IsClaimed || entry.Text is not null;
                if (!isOurs)
                {
                    await Task.Delay(Pause, sources.Time, cancellationToken);
                }
            }
        }
        catch (AwsException) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the cache it is looked at anew.
        }

        var made = parameters.Service is null
            ? await MakeAsync(parameters, readers, sources.Time, now, cancellationToken)
            : await MakeOfServiceAsync(parameters, readers, sources.Time, now, cancellationToken);
        if (isOurs)
        {
            try
            {
                // Of what is not there no snapshot is kept, and nobody waits for one.
                var text = made is null ? NoSnapshot : JsonSerializer.Serialize(made, OverviewJson.Default.AccountSnapshot);
                await sources.Cache.StoreAsync(key, text, sources.Time.GetUtcNow() + (made is { HasFailed: false } ? KeptFor : KeptAfterAFailure), cancellationToken);
            }
            catch (AwsException) when (!cancellationToken.IsCancellationRequested)
            {
                // The next one looks anew.
            }
        }

        return (made, false);
    }

    private static async Task<AccountSnapshot?> MakeAsync(
        GetOverviewParameters scope, AwsReaders readers, TimeProvider time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isThere = true;
        var looks = await Task.WhenAll(
            ReadSectionAsync("CloudWatch alarms", time, stop => AlarmsAsync(readers.Metrics, now, stop), cancellationToken),
            ReadSectionAsync("EC2 instances", time, stop => InstancesAsync(scope, readers.Instances, stop), cancellationToken),
            ReadSectionAsync("Target groups", time, stop => GroupsAsync(readers.TargetHealth, stop), cancellationToken),
            ReadSectionAsync("ECS services", time, ServicesAsync, cancellationToken),
            ReadSectionAsync("CloudTrail events", time, stop => ChangesAsync(readers.Events, now, stop), cancellationToken));
        if (!isThere)
        {
            return null;
        }

        var (alarms, instances, groups, services, changes) = (looks[0], looks[1], looks[2], looks[3], looks[4]);
        if (scope.Scope != GetOverviewParameters.WholeAccount)
        {
            var names = instances.InScope.Concat(services.InScope).ToHashSet(StringComparer.Ordinal);
            alarms = Within(alarms, names, "alarms in ALARM");
            groups = Within(groups, names, "target groups that are not healthy");
            changes = Within(changes, names, "changes of the last hour");
        }

        return new AccountSnapshot(
            now, Section(alarms), Section(instances), Section(groups), Section(services), Section(changes),
            [.. new[] { alarms, instances, groups, services, changes }.SelectMany(l => l.NotSearched)]);

        async Task<SectionResult> ServicesAsync(CancellationToken stop)
        {
            var page = await readers.Services.ListAsync(scope.Cluster, withTags: scope.TagKey is not null, MaxServices, stop);
            isThere = page is not null;
            return page is null ? SectionResult.Nothing : ServicesOf(page, scope, now);
        }
    }

    private static async Task<SectionResult> ReadSectionAsync(string what, TimeProvider time, Func<CancellationToken, Task<SectionResult>> look, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SectionTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await look(either.Token);
        }
        catch (AwsException e) when (!cancellationToken.IsCancellationRequested)
        {
            return SectionResult.Failed(what, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SectionResult.Failed(what, $"AWS did not answer within {SectionTime.TotalSeconds:0} seconds. Ask for it alone.");
        }
    }

    private static async Task<SectionResult> AlarmsAsync(IMetrics metrics, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var page = await metrics.FiringAlarmsAsync(MaxAlarms, cancellationToken);
        return new SectionResult([.. page.Alarms.Select(a => new OverviewLine(
            a.Name, a.IsComposite ? "composite alarm" : a.Metric is { } metric ? $"{a.Statistic} of {metric.Name}" : "alarm on a query", Tone.Bad, a.Since, a.Reason, MetricStep.To(a, now))
        {
            Names = NamesOf(a.Metric),
        })])
        {
            NotSearched = page.Truncated ? [$"Alarms in ALARM beyond {MaxAlarms}."] : [],
        };
    }

    private static async Task<SectionResult> InstancesAsync(GetOverviewParameters scope, IInstances instances, CancellationToken cancellationToken)
    {
        if (scope.Cluster is not null)
        {
            return SectionResult.Nothing with { NotSearched = ["EC2 instances: ECS does not say here which of them are a cluster's."] };
        }

        var page = scope.TagKey is { } key
            ? await instances.FindByTagAsync(key, scope.TagValue!, MaxInstances, cancellationToken)
            : await instances.FindInTroubleAsync(MaxInstances, cancellationToken);
        // An event that is over is answered for a week.
        var troubled = page.Instances.Where(i => i.IsImpaired || i.PendingEvents.Any());
        return new SectionResult([.. troubled.OrderBy(i => !i.IsImpaired).Select(i => new OverviewLine(
            i.Display(),
            string.Join("; ", i.Checks.Where(c => c.IsImpaired).Select(c => $"fails its {c.Name} status check").Concat(i.PendingEvents.Select(e => $"AWS has scheduled {e.Display()}"))),
            i.IsImpaired ? Tone.Bad : Tone.Warning,
            i.Checks.Where(c => c.IsImpaired).Min(c => c.ImpairedSince),
            null,
            InstanceStep.To(i.Id)))])
        {
            InScope = [.. page.Instances.Select(i => i.Id)],
            NotSearched = page.Truncated ? [$"EC2 instances {(scope.TagKey is null ? "in trouble " : string.Empty)}beyond {MaxInstances}."] : [],
        };
    }

    private static async Task<SectionResult> GroupsAsync(ITargetHealth health, CancellationToken cancellationToken)
    {
        var page = await health.GroupsInUseAsync(MaxGroups, cancellationToken);
        var lines = new List<OverviewLine>();
        foreach (var some in page.Groups.Chunk(GroupsAtOnce))
        {
            var inspected = await Task.WhenAll(some.Select(async g => TargetGroupHealth.Of(g, await health.ListTargetsAsync(g, cancellationToken))));
            lines.AddRange(inspected.Where(g => g.Verdict is TargetVerdict.Down or TargetVerdict.Degraded).Select(LineOf));
        }

        return new SectionResult([.. lines.OrderByDescending(l => l.Tone)])
        {
            NotSearched = page.Truncated ? [$"Target groups in use beyond {MaxGroups}."] : [],
        };

    }

    private static OverviewLine LineOf(TargetGroupHealth health) => new(
        health.Group.Name,
        health.Verdict is TargetVerdict.Idle or TargetVerdict.NoTargets or TargetVerdict.NotChecked ? health.Verdict
            : $"{health.Count("healthy")} of {health.Targets.Count(TargetVerdict.InService)} targets healthy",
        TargetCards.ToneOf(health.Verdict),
        null,
        health.Targets.FirstOrDefault(TargetVerdict.IsIll) is { } ill ? ill.Description ?? ill.Reason : null,
        TargetStep.To(health.Group))
    {
        Names = [.. health.Targets.Select(t => t.Id)],
    };

    private static SectionResult ServicesOf(EcsServicePage page, GetOverviewParameters scope, DateTimeOffset now)
    {
        var services = page.Services.Where(s => scope.TagKey is null || (s.Tags.TryGetValue(scope.TagKey, out var value) && value == scope.TagValue)).ToList();
        return new SectionResult([.. services.Select(s => LineOf(s, now)).OfType<OverviewLine>().OrderByDescending(l => l.Tone)])
        {
            InScope = [.. services.Select(s => $"{s.Cluster}/{s.Name}"), .. scope.Cluster is null ? Array.Empty<string>() : [scope.Cluster]],
            NotSearched = page.Truncated ? [$"ECS services beyond {MaxServices}, and clusters beyond those that were listed."] : [],
        };
    }

    /// <returns>Null of a service that has run as it is for longer than the overview looks back.</returns>
    private static OverviewLine? LineOf(EcsService service, DateTimeOffset now)
    {
        var (deployedAt, taskDefinition) = service.PrimaryTaskSet is { } set && service.HasTaskSets
            ? (set.CreatedAt, set.TaskDefinition)
            : (service.PrimaryDeployment?.CreatedAt, service.TaskDefinition);
        var isNew = deployedAt is { } at && at > now - LookBack;
        if (service.IsSteady && !isNew)
        {
            return null;
        }

        var (name, should) = ($"{service.Cluster}/{service.Name}", service.TasksOfPrimary(service.Desired));
        return new OverviewLine(
            name,
            $"{service.RunningToServe} of {should} tasks run{(service.PendingToServe > 0 ? $", {service.PendingToServe} pending" : string.Empty)}, "
                + (service.IsSettled ? isNew ? "deployed" : "no deployment on its way" : $"deploying ({service.DeploymentState()})")
                + (isNew && taskDefinition.Length > 0 ? $" {taskDefinition[(taskDefinition.LastIndexOf('/') + 1)..]}" : string.Empty),
            IsBelowOrFailed(service) ? Tone.Bad : service.IsSteady ? Tone.Neutral : Tone.Warning,
            isNew || !service.IsSettled ? deployedAt : null,
            service.PrimaryDeployment?.Rollout == "FAILED" ? service.PrimaryDeployment.RolloutReason : service.IsSteady || service.Events.IsEmpty ? null : service.Events[0].Message,
            isNew || !service.IsSettled ? EventStep.To("UpdateService") : MetricStep.ToMemory(name));
    }

    private static bool IsBelowOrFailed(EcsService service) =>
        service.RunningToServe < service.TasksOfPrimary(service.Desired) || service.PrimaryDeployment?.Rollout == "FAILED";

    private static async Task<SectionResult> ChangesAsync(ICloudTrailEvents events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var page = await events.LookUpEventsAsync(new CloudTrailQuery("ReadOnly", "false", now - LookBack, now, MaxEvents), cancellationToken);
        var alike = page.Events.Where(e => !e.IsRead).GroupBy(e => (e.Name, On: CloudTrailSummary.On(e), Who: CloudTrailSummary.Who(e.User, e.Role), e.ErrorCode));
        return new SectionResult([.. alike.Select(g => new OverviewLine(
            g.Key.Name + g.Key.On,
            $"by {g.Key.Who}{(g.Key.ErrorCode is { } code ? $" failed with {code}" : string.Empty)}{(g.Count() > 1 ? $", {g.Count()} times" : string.Empty)}",
            g.Key.ErrorCode is null ? Tone.Neutral : Tone.Warning,
            g.Max(e => e.At),
            null,
            EventStep.To(g.Key.Name))
        {
            Names = [.. g.SelectMany(e => e.Resources).SelectMany(NamesIn).Distinct()],
        })])
        {
            NotSearched = page is { Truncated: true, Events: [.., var oldest] }
                ? [$"Changes of the last hour before {Timestamps.Text(oldest.At)}: CloudTrail has more than the {MaxEvents} that were read."]
                : page.Truncated ? ["Changes of the last hour: CloudTrail has more than was read."] : [],
        };
    }

    private static async Task<SectionResult> ProposalsAsync(OverviewSources sources, CancellationToken cancellationToken)
    {
        var pending = await sources.PendingProposals(MaxProposals, cancellationToken);
        return new SectionResult([.. pending.Proposals.Select(p => new OverviewLine(
            p.ActionSummary,
            $"by {p.RequestedBy}{(p.RiskLevel is { } risk ? $", risk {risk}" : string.Empty)}{(p.ExpiresAt is { } end ? $", open until {end.UtcDateTime:HH:mm:ss} UTC" : string.Empty)}",
            Tone.Warning,
            null,
            null,
            NextStep.ToProposal(p.ProposalId)))])
        {
            NotSearched = pending.Truncated ? [$"Pending proposals beyond the newest {MaxProposals}."] : [],
        };
    }

    private static OverviewSection Section(SectionResult look) => new(look.Lines.Count, look.Lines.Count > MaxLines, look.Problem, [.. look.Lines.Take(MaxLines)]);

    private static SectionResult Within(SectionResult look, HashSet<string> names, string what)
    {
        var kept = look.Lines.Where(l => l.Names.Any(names.Contains)).ToList();
        return kept.Count == look.Lines.Count ? look : look with
        {
            Lines = kept,
            NotSearched = [.. look.NotSearched, $"{look.Lines.Count - kept.Count} of {look.Lines.Count} {what} name nothing of the scope by id or service, and were left out."],
        };
    }

    private static IReadOnlyList<string> NamesOf(MetricIdentity? metric) => metric is null ? [] :
    [
        .. metric.Dimensions.Values,
        .. metric.Dimensions.TryGetValue("ClusterName", out var cluster) && metric.Dimensions.TryGetValue("ServiceName", out var service) ? [$"{cluster}/{service}"] : Array.Empty<string>(),
    ];

    // An ARN of a service ends in service/cluster/name, that of a cluster in cluster/name.
    private static IEnumerable<string> NamesIn(string resource)
    {
        var name = resource.Split(':', 6) is ["arn", .., var last] ? last : resource;
        return name.Split('/') switch
        {
            ["service", var cluster, var service] => [name, $"{cluster}/{service}", cluster],
            [_, var only] => [name, only],
            _ => [name],
        };
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    /// <summary>What one section found.</summary>
    private sealed record SectionResult(List<OverviewLine> Lines)
    {
        public static SectionResult Nothing { get; } = new([]);

        /// <summary>Names of what is in the scope.</summary>
        public IReadOnlyList<string> InScope { get; init; } = [];

        /// <summary>Names of what is used by the scope and perhaps by others.</summary>
        public IReadOnlyList<string> Shared { get; init; } = [];

        public IReadOnlyList<string> NotSearched { get; init; } = [];

        public string? Problem { get; init; }

        public static SectionResult Failed(string what, string problem) => new([]) { Problem = problem, NotSearched = [$"{what}: {problem}"] };
    }
}

/// <summary>A scope: a tag, a cluster, a service of a cluster, or with nulls alone the account.</summary>
public sealed record GetOverviewParameters(string? TagKey, string? TagValue, string? Cluster, string? Service)
{
    public const string WholeAccount = "account";

    internal const string OfService = "service ";

    public string Scope => TagKey is not null ? $"tag {TagKey}={TagValue}" : Service is not null ? $"{OfService}{Cluster}/{Service}" : Cluster is not null ? $"cluster {Cluster}" : WholeAccount;
}

/// <summary>What the overview is made of besides what AWS shows.</summary>
/// <param name="Cache">Keeps what AWS showed for everybody.</param>
/// <param name="PendingProposals">Lists them, at most so many: <see cref="IPendingProposals.ListPendingAsync"/>, or the function Proposals in the caller's name.</param>
/// <param name="Time">The clock by which a section's time is measured.</param>
public sealed record OverviewSources(ISharedCache Cache, Func<int, CancellationToken, Task<PendingProposals>> PendingProposals, TimeProvider Time);

/// <param name="AsOf">When AWS was asked; at most a minute ago.</param>
/// <param name="Scope"><c>account</c>, <c>tag Role=web</c>, <c>cluster production</c> or <c>service production/web</c>.</param>
/// <param name="Cached">Whether somebody else's question of the last minute is answered again; the proposals are never.</param>
/// <param name="Alarms">Alarms in ALARM, those that entered it last first.</param>
/// <param name="Instances">Instances with a failing check or a scheduled event.</param>
/// <param name="TargetGroups">Target groups that are down or degraded; of one service all that are its own.</param>
/// <param name="Services">ECS services below their count, deploying, or deployed in the last hour; the one that was asked for.</param>
/// <param name="Changes">Changes of the last hour, alike ones as one line, newest first.</param>
/// <param name="Proposals">Proposals that wait for a decision, newest first.</param>
public sealed record AccountOverview(
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset AsOf,
    string Scope,
    bool Cached,
    OverviewSection Alarms,
    OverviewSection Instances,
    OverviewSection TargetGroups,
    OverviewSection Services,
    OverviewSection Changes,
    OverviewSection Proposals)
{
    /// <summary>The service that was asked for; null of every other scope, and where it could not be looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServiceOverview? Service { get; init; }

    internal bool IsOfAService => Scope.StartsWith(GetOverviewParameters.OfService, StringComparison.Ordinal);
}

/// <param name="Count">How many were found.</param>
/// <param name="Truncated">True when there are more than the lines.</param>
/// <param name="Problem">Why it could not be looked at; null where it was.</param>
/// <param name="Lines">At most 20, the worst or newest first.</param>
public sealed record OverviewSection(int Count, bool Truncated, string? Problem, IReadOnlyList<OverviewLine> Lines);

/// <param name="What">What it is about, by its name.</param>
/// <param name="Text">How it is.</param>
/// <param name="Tone">How bad that is.</param>
/// <param name="Since">Since when, or when it happened; null where AWS does not say.</param>
/// <param name="Reason">AWS's own sentence, or null.</param>
/// <param name="Next">What to look at next, or null.</param>
public sealed record OverviewLine(
    string What, string Text, Tone Tone, [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset? Since, string? Reason, NextStep? Next)
{
    /// <summary>The names in it by which a scope knows its own.</summary>
    internal IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>The part of an overview that AWS showed, as it is kept.</summary>
internal sealed record AccountSnapshot(
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset AsOf,
    OverviewSection Alarms,
    OverviewSection Instances,
    OverviewSection TargetGroups,
    OverviewSection Services,
    OverviewSection Changes,
    IReadOnlyList<string> NotSearched)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServiceOverview? Service { get; init; }

    [JsonIgnore]
    public bool HasFailed => (Alarms.Problem ?? Instances.Problem ?? TargetGroups.Problem ?? Services.Problem ?? Changes.Problem) is not null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccountOverview))]
[JsonSerializable(typeof(AccountSnapshot))]
internal sealed partial class OverviewJson : JsonSerializerContext;
