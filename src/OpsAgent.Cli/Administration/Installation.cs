using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Signing;
using OpsAgent.Aws.StateMachine;
using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Audit.Export;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Cli.Administration;

/// <summary>What an administrator's command works on: the data folder of a local host, or a deployment, with the credentials of whoever runs it.</summary>
internal sealed class Installation : IDisposable
{
    private static readonly Option<DirectoryInfo?> Data = new("--data") { Description = "The data folder of opsagent up, which may be running", HelpName = "DIR" };
    private static readonly Option<string?> Stack = new("--stack") { Description = "A deployment, by its Environment such as production; with your own AWS credentials", HelpName = "ENV" };
    private static readonly Option<string?> Region = new("--region") { Description = "The deployment's Region (default: AWS_REGION, or the profile's)", HelpName = "REGION" };
    private static readonly Option<string?> Prefix = new("--parameter-prefix") { Description = "The deployment's ParameterPrefix (default: /opsagent, or else /opsagent-ENV)", HelpName = "PREFIX" };

    private readonly IDisposable _owned;

    private Installation(IDisposable owned, TimeProvider time) => (_owned, Time) = (owned, time);

    public TimeProvider Time { get; }

    public static IReadOnlyList<Option> Options { get; } = [Data, Stack, Region, Prefix];

    /// <summary>In messages, such as <c>production in eu-west-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How the same is named on the command line.</summary>
    public required string Arguments { get; init; }

    /// <summary>The deployment's own name.</summary>
    public required string Environment { get; init; }

    public required IParameterStore Parameters { get; init; }

    /// <summary>Sets the parameter of a name of <see cref="ParameterNames"/>.</summary>
    public required Func<string, string, CancellationToken, Task> SetParameterAsync { get; init; }

    public required IApprovalStore Approvals { get; init; }

    public required IProposalIndex Proposals { get; init; }

    public required IDecisions Decisions { get; init; }

    public required IAuditTrail Trail { get; init; }

    public required IAuditIndex Index { get; init; }

    public required IDigestStore Digests { get; init; }

    public required IVerificationKey DecisionKey { get; init; }

    /// <summary>Null where nothing signs digests.</summary>
    public required IVerificationKey? DigestKey { get; init; }

    public required IExecutionHistory History { get; init; }

    public required ICloudTrailEvents CloudTrail { get; init; }

    public AuditExport Audit() => new(Trail, Index, Approvals, Proposals, Digests, Environment, Time);

    /// <exception cref="UsageException">Not one of the two is named.</exception>
    /// <exception cref="AwsException">The deployment cannot be looked at.</exception>
    public static async Task<Installation> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var (folder, stack) = (parsed.GetValue(Data), parsed.GetValue(Stack));
        return (folder, stack) switch
        {
            ({ } path, null) when parsed.GetValue(Region) is null && parsed.GetValue(Prefix) is null => Of(DataFolder.Open(path.FullName, time), path.FullName, time),
            (null, { Length: > 0 }) => await OfDeploymentAsync(stack, parsed.GetValue(Region), parsed.GetValue(Prefix), time, cancellationToken),
            (null, _) => throw new UsageException("Say of what: --stack ENV --region REGION for a deployment, or --data DIR for the folder that opsagent up --data DIR keeps."),
            _ => throw new UsageException("Give --data alone, or --stack with --region."),
        };
    }

    public void Dispose() => _owned.Dispose();

    private static Installation Of(DataFolder folder, string path, TimeProvider time) => new(folder, time)
    {
        Name = path,
        Arguments = $"--data {path}",
        Environment = DataFolder.Environment,
        Parameters = folder.Parameters,
        SetParameterAsync = (name, value, _) =>
        {
            folder.Parameters.Set(name, value);
            return Task.CompletedTask;
        },
        Approvals = folder.Approvals,
        Proposals = folder.Approvals,
        Decisions = folder.Approvals,
        Trail = folder.Audit,
        Index = folder.Audit,
        Digests = folder.Digests,
        DecisionKey = folder.DecisionKey,
        DigestKey = folder.DigestKey,
        History = folder,
        CloudTrail = folder.CloudTrail,
    };

    private static async Task<Installation> OfDeploymentAsync(string stack, string? region, string? prefix, TimeProvider time, CancellationToken cancellationToken)
    {
        if (region is not null)
        {
            // Where the SDK looks first.
            System.Environment.SetEnvironmentVariable("AWS_REGION", region);
        }

#pragma warning disable CA2000 // The installation disposes them; the catch below does where there is none.
        var clients = new AwsClients(AwsTimeouts.Standard);
#pragma warning restore CA2000
        try
        {
            string[] prefixes = prefix is null ? [Standard, $"{Standard}-{stack}"] : [prefix.TrimEnd('/')];
            foreach (var candidate in prefixes)
            {
                var parameters = new SsmParameterStore(clients, candidate, time);
                if (await parameters.ReadAgainAsync($"{Standard}/{stack}/deployment", cancellationToken) is { } text)
                {
                    return Of(clients, parameters, new DeploymentText(stack, candidate, text), region, prefix, time);
                }
            }

            throw new UsageException(
                $"There is no parameter {string.Join(" or ", prefixes.Select(p => $"{p}/{stack}/deployment"))} here: is --region right? aws cloudformation describe-stacks shows the stack's Environment and ParameterPrefix.");
        }
        catch
        {
            clients.Dispose();
            throw;
        }
    }

    private const string Standard = "/opsagent";

    private static Installation Of(AwsClients clients, SsmParameterStore parameters, DeploymentText deployment, string? region, string? prefix, TimeProvider time)
    {
        var tables = new TableNames(
            deployment["approvals_table"], deployment["decisions_table"], deployment["audit_table"], deployment["incidents_table"], deployment["sessions_table"]);
        var approvals = new DynamoApprovalStore(clients, tables, time);
        var audit = new DynamoAuditTrail(clients, tables, time);
        return new Installation(clients, time)
        {
            Name = region is null ? deployment.Environment : $"{deployment.Environment} in {region}",
            Arguments = $"--stack {deployment.Environment}{(region is null ? string.Empty : $" --region {region}")}{(prefix is null ? string.Empty : $" --parameter-prefix {prefix}")}",
            Environment = deployment.Environment,
            Parameters = parameters,
            SetParameterAsync = parameters.SetAsync,
            Approvals = approvals,
            Proposals = approvals,
            Decisions = approvals,
            Trail = audit,
            Index = audit,
            Digests = new DynamoDigests(clients, tables, deployment.Environment, time),
            DecisionKey = new KmsDecisionKey(clients, deployment["decision_key_arn"]),
            DigestKey = deployment.Find("digest_key_arn") is { } key ? new KmsDecisionKey(clients, key) : null,
            History = new StepFunctionsStateMachine(() => clients.StepFunctions, deployment["state_machine_arn"]),
            CloudTrail = new CloudTrailEvents(clients, time),
        };
    }

    /// <summary>The JSON of a deployment's parameter <c>deployment</c>, which its stack writes.</summary>
    private sealed class DeploymentText
    {
        private readonly string _name;
        private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);

        public DeploymentText(string environment, string prefix, string json)
        {
            (Environment, _name) = (environment, $"{prefix}/{environment}/deployment");
            try
            {
                using var document = JsonDocument.Parse(json);
                foreach (var member in document.RootElement.EnumerateObject().Where(m => m.Value.ValueKind is JsonValueKind.String))
                {
                    _members[member.Name] = member.Value.GetString()!;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new UsageException($"The parameter {_name} is not what its stack writes: update the stack.");
            }
        }

        public string Environment { get; }

        public string this[string member] => Find(member) ?? throw new UsageException($"The parameter {_name} has no {member}: it is of an earlier version. Update the stack: scripts/deploy.sh.");

        public string? Find(string member) => _members.GetValueOrDefault(member) is { Length: > 0 } value ? value : null;
    }
}
