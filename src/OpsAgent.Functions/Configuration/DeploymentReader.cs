using System.Globalization;
using System.Text.RegularExpressions;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Oidc;

namespace OpsAgent.Functions.Configuration;

/// <summary>Reads a <see cref="Deployment"/> from its settings and reports every problem at once.</summary>
public sealed partial class DeploymentReader
{
    /// <summary>The shape of a deployment's name: as long as Lambda's 64 characters leave beside the names of the functions.</summary>
    internal const string EnvironmentShape = "[a-z][a-z0-9-]{0,26}";

    private const string TopicRule = "arn:aws:sns:<region>:<account>:<name>";

    private readonly Func<string, string?> _variable;
    private readonly List<string> _problems = [];

    private DeploymentReader(Func<string, string?> variable) => _variable = variable;

    /// <param name="variable">The value of an environment variable of <see cref="DeploymentSetting.All"/>, or null. Empty counts as not given.</param>
    /// <param name="host">What the caller brings itself.</param>
    /// <returns>The deployment, or what is wrong: one sentence for each problem, and never both.</returns>
    public static (Deployment? Deployment, IReadOnlyList<string> Problems) Read(Func<string, string?> variable, DeploymentHost host = DeploymentHost.Lambda)
    {
        var reader = new DeploymentReader(variable);
        var deployment = reader.Read(host);
        return reader._problems.Count == 0 ? (deployment, []) : (null, reader._problems);
    }

    private Deployment Read(DeploymentHost host)
    {
        var mode = host is DeploymentHost.Local
            ? Choice("ExecutionMode", [ExecutionMode.LocalMock, ExecutionMode.DryRun, ExecutionMode.SandboxLive], WireName.Of, defaultIndex: 0)
            : Choice("ExecutionMode", [ExecutionMode.DryRun, ExecutionMode.SandboxLive], WireName.Of, defaultIndex: null);
        var isLive = mode is not ExecutionMode.LocalMock;
        var environment = Text("Environment", EnvironmentName(), "1 to 27 lower-case letters, digits and hyphens, beginning with a letter", isLive ? null : "production");
        var tag = Text("TagEnvironment", TagValue(), "at most 256 letters, digits, blanks and _.:/=+-@", environment);
        var prefix = Text("ParameterPrefix", Prefix(), "/ and then letters, digits and _.-/, not ending with /", "/opsagent");
        var selfApproval = Choice<RiskLevel?>(
            "SelfApprovalUpTo", [null, RiskLevel.Low, RiskLevel.Medium, RiskLevel.High], l => l is { } level ? WireName.Of(level) : "none", defaultIndex: 0);
        return new Deployment
        {
            Agent = new AgentOptions
            {
                Mode = mode,
                Environment = environment,
                ParameterPrefix = prefix,
                TagPolicy = TagPolicy.Standard(tag),
                RiskPolicy = new RiskPolicy { SelfApprovalUpTo = selfApproval },
                AllowAssertedDecisions = Choice("AllowAssertedDecisions", [false, true], b => b ? "true" : "false", defaultIndex: 0),
                AssertedProposals = Choice("AssertedProposals", [AssertedProposals.AdoptOrTwo, AssertedProposals.Refused], WireName.Of, defaultIndex: 0),
                AllowsBreakGlass = Choice("BreakGlass", [false, true], b => b ? "on" : "off", defaultIndex: 0),
                DecisionClients = Clients("DecisionClients"),
                DecisionAuthAge = TimeSpan.FromMinutes(Number("DecisionAuthMinutes", 60)),
                RequestsPerMinute = Number("RequestsPerMinute", 60),
                ProposalsPerMinute = Number("ProposalsPerMinute", 10),
                FailuresPerMinute = Number("FailuresPerMinute", 20),
                AllowedOrigins = Origins(isLive),
            },
            WebhookHosts = Hosts("WebhookHosts"),
            ApprovalsTable = Table("ApprovalsTable", $"opsagent-approvals-{environment}"),
            DecisionsTable = Table("DecisionsTable", $"opsagent-decisions-{environment}"),
            AuditTable = Table("AuditTable", $"opsagent-audit-{environment}"),
            IncidentsTable = Table("IncidentsTable", $"opsagent-incidents-{environment}"),
            SessionsTable = Table("SessionsTable", $"opsagent-sessions-{environment}"),
            StateMachineArn = Arn("StateMachineArn", StateMachine(), "arn:aws:states:<region>:<account>:stateMachine:<name>", isLive && host is DeploymentHost.Lambda),
            ProposalsFunctionArn = Arn(
                "ProposalsFunctionArn", FunctionAlias(), "arn:aws:lambda:<region>:<account>:function:<name>:<alias>", isLive && host is DeploymentHost.Lambda),
            NotificationsTopicArn = Arn("NotificationsTopicArn", Topic(), TopicRule, isLive),
            ApprovalsTopicArn = Arn("ApprovalsTopicArn", Topic(), TopicRule, isLive),
            IncidentsTopicArn = Arn("IncidentsTopicArn", Topic(), TopicRule, isLive),
            ExecutorRoleArn = Arn("ExecutorRoleArn", Role(), "arn:aws:iam::<account>:role/<name>", isLive),
            DecisionKeyArn = Arn("DecisionKeyArn", Key(), "arn:aws:kms:<region>:<account>:key/<id>", isLive && host is DeploymentHost.Lambda),
            DigestKeyArn = Arn("DigestKeyArn", Key(), "arn:aws:kms:<region>:<account>:key/<id>", required: false),
            AuditArchiveBucket = Text("AuditArchiveBucket", Bucket(), "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots", string.Empty) is { Length: > 0 } bucket ? bucket : null,
            BedrockModelId = Model(isLive),
            ModelTemperature = Text("ModelTemperature", Fraction(), "a number from 0 to 1 with at most two decimals", string.Empty) is { Length: > 0 } temperature
                && float.TryParse(temperature, CultureInfo.InvariantCulture, out var number) ? number : null,
            Oidc = Oidc(isLive),
        };
    }

    // Over plain http anybody between could pretend to be the issuer; it is allowed for this machine in LOCAL_MOCK alone.
    private OidcOptions? Oidc(bool isLive)
    {
        var before = _problems.Count;
        var issuer = isLive
            ? Text("OidcIssuer", SafeUrl(), "an https URL without query", string.Empty)
            : Text("OidcIssuer", SafeOrLoopbackUrl(), "an https URL without query, or an http URL of this machine", string.Empty);
        var audiences = Clients("OidcAudience");
        if (issuer.Length == 0 != (audiences.Length == 0) && _problems.Count == before)
        {
            var (missing, given, rule) = issuer.Length == 0 ? ("OidcIssuer", "OidcAudience", "its URL") : ("OidcAudience", "OidcIssuer", "what its tokens are meant for");
            AddMissing(missing, $"{rule}, or leave {given} out");
        }

        var claim = Text("OidcUserClaim", ClaimName(), "1 to 128 letters, digits and _.:/-", OidcOptions.StandardUserClaim);
        var requireVerified = Choice("OidcRequireVerified", [true, false], b => b ? "true" : "false", defaultIndex: 0);
        var consoleClient = ClientId();
        var clientClaim = Choice("OidcClientClaim", OidcOptions.ClientClaims, c => c, defaultIndex: 0);
        var tokenOrigin = isLive
            ? Text("OidcTokenOrigin", SafeOrigin(), "an https origin without a path", string.Empty)
            : Text("OidcTokenOrigin", SafeOrLoopbackOrigin(), "an https origin without a path, or an http origin of this machine", string.Empty);
        return issuer.Length == 0 ? null
            : new OidcOptions(issuer, audiences, claim, requireVerified, consoleClient, clientClaim, tokenOrigin.Length == 0 ? null : tokenOrigin.ToLowerInvariant());
    }

    private string[] Clients(string name) =>
        Text(name, VisibleTexts(), "up to 1000 visible ASCII characters, the names between commas", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);

    private string? ClientId()
    {
        if (ValueOf("OidcClientId") is null)
        {
            return null;
        }

        var before = _problems.Count;
        var id = Text("OidcClientId", VisibleText(), "1 to 256 visible ASCII characters", null);
        if (ValueOf("OidcIssuer") is null && _problems.Count == before)
        {
            AddMissing("OidcIssuer", "its URL, or leave OidcClientId out");
        }

        return id;
    }

    // LOCAL_MOCK calls nothing outside the machine, so it has no model.
    private string? Model(bool isLive)
    {
        var isBedrock = Choice<bool>("LLMProvider", isLive ? [false, true] : [false], b => b ? "bedrock" : "none", defaultIndex: 0);
        var id = Text("BedrockModelId", ModelId(), "a model id, an inference profile's id or an ARN: 1 to 2048 letters, digits and :/._-", isBedrock ? null : string.Empty);
        return isBedrock ? id : null;
    }

    private int Number(string name, int defaultValue)
    {
        var text = Text(name, PositiveNumber(), "a number from 1 to 999999", defaultValue.ToString(CultureInfo.InvariantCulture));
        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : defaultValue;
    }

    // Browsers send hosts in lower case.
    private string[] Origins(bool isLive)
    {
        var given = isLive
            ? Text("AllowedOrigins", SafeOrigins(), "https origins between commas, without a path", string.Empty)
            : Text("AllowedOrigins", SafeOrLoopbackOrigins(), "https origins between commas, or http origins of this machine, without a path", string.Empty);
        return given.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    private WebhookHosts Hosts(string name)
    {
        if (ValueOf(name) is not { } value)
        {
            return WebhookHosts.Standard;
        }

        if (WebhookHosts.TryParse(value) is { } hosts)
        {
            return hosts;
        }

        AddInvalid(name, value, "host names or *.suffix between commas, =slack or =teams behind each that is not standard, and no addresses");
        return WebhookHosts.Standard;
    }

    private string Table(string name, string defaultValue) => Text(name, TableName(), "a table's name: 3 to 255 letters, digits and _.-", defaultValue);

    private string? Arn(string name, Regex shape, string rule, bool required) =>
        ValueOf(name) is null && !required ? null : Text(name, shape, rule, null);

    private string Text(string name, Regex shape, string rule, string? defaultValue)
    {
        if (ValueOf(name) is not { } value)
        {
            if (defaultValue is null)
            {
                AddMissing(name, rule);
            }

            return defaultValue ?? string.Empty;
        }

        if (!shape.IsMatch(value))
        {
            AddInvalid(name, value, rule);
        }

        return value;
    }

    // The value of a setting with a problem is never used: there is no deployment then.
    private T Choice<T>(string name, IReadOnlyList<T> choices, Func<T, string> nameOf, int? defaultIndex)
    {
        var rule = "one of " + string.Join(", ", choices.Select(nameOf));
        if (ValueOf(name) is not { } value)
        {
            if (defaultIndex is null)
            {
                AddMissing(name, rule);
            }

            return choices[defaultIndex ?? 0];
        }

        foreach (var choice in choices)
        {
            if (nameOf(choice) == value)
            {
                return choice;
            }
        }

        AddInvalid(name, value, rule);
        return choices[0];
    }

    private string? ValueOf(string name) => _variable(SettingOf(name).Variable) is { Length: > 0 } value ? value : null;

    private void AddMissing(string name, string rule) => _problems.Add($"{name} is not set. Give {rule}, as {SettingOf(name).Variable}.");

    private void AddInvalid(string name, string value, string rule) => _problems.Add($"{name} ({SettingOf(name).Variable}) must be {rule}, not \"{Shown(value)}\".");

    private static DeploymentSetting SettingOf(string name) => DeploymentSetting.All.First(s => s.Name == name);

    private static string Shown(string value) =>
        new([.. value.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex($@"^{EnvironmentShape}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"^[\p{L}\p{N} _.:/=+@-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagValue();

    [GeneratedRegex(@"^(/[A-Za-z0-9_.-]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[1-9][0-9]{0,5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PositiveNumber();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{3,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableName();

    [GeneratedRegex(@"^arn:aws[a-z-]*:states:[a-z0-9-]+:[0-9]{12}:stateMachine:[A-Za-z0-9_-]{1,80}(:[A-Za-z0-9_-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}:[A-Za-z0-9_-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionAlias();

    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Topic();

    [GeneratedRegex(@"^https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]{0,500})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeUrl();

    [GeneratedRegex(@"^(https://[A-Za-z0-9.-]{1,253}|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]{0,500})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeOrLoopbackUrl();

    [GeneratedRegex(@"^https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeOrigin();

    [GeneratedRegex(@"^(https://[A-Za-z0-9.-]{1,253}|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeOrLoopbackOrigin();

    [GeneratedRegex(@"^https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(,https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeOrigins();

    [GeneratedRegex(
        @"^(https://[A-Za-z0-9.-]{1,253}|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?(,(https://[A-Za-z0-9.-]{1,253}|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex SafeOrLoopbackOrigins();

    [GeneratedRegex(@"^[a-zA-Z0-9:/._-]{1,2048}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelId();

    [GeneratedRegex(@"^(0|1|0\.[0-9]{1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[!-~]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VisibleText();

    [GeneratedRegex(@"^[!-~]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VisibleTexts();

    [GeneratedRegex(@"^[A-Za-z0-9_.:/-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClaimName();

    [GeneratedRegex(@"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}
