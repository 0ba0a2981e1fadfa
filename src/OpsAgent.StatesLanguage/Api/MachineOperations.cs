using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The operations on state machines.</summary>
internal sealed class MachineOperations(Machines machines, Queries queries, StatesServerOptions options)
{
    private const string Listing = "machines";
    private static readonly string[] Types = ["STANDARD", "EXPRESS"];

    public async Task<JsonObject> CreateAsync(RequestFields fields)
    {
        var name = Names.Check(fields.Required("name"));
        var definition = Definition(fields.Required("definition"));
        var role = Role(fields.Required("roleArn", 256));
        if (fields.OneOf("type", Types) is { } type and not "STANDARD")
        {
            throw Refusals.MachineType(type);
        }

        RefuseVersions(fields);
        var wanted = new MachineRow(
            Arns.Machine(options, name), name, 0, default, Deleting: false,
            fields.Structure("loggingConfiguration"), fields.Structure("tracingConfiguration"), definition, role, null, default);
        var machine = await machines.CreateAsync(wanted).ConfigureAwait(false);
        return new JsonObject { ["stateMachineArn"] = machine.Arn, ["creationDate"] = Moments.OnWire(machine.Created) };
    }

    public async Task<JsonObject> UpdateAsync(RequestFields fields)
    {
        var arn = Arns.CheckMachine(fields.Required("stateMachineArn", 256));
        string[] changeable = ["definition", "roleArn", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"];
        if (!changeable.Any(fields.Has))
        {
            throw Refusals.NothingToUpdate();
        }

        RefuseVersions(fields);
        var definition = fields.Optional("definition", 1) is { } text ? Definition(text) : null;
        var role = fields.Optional("roleArn", 1, 256) is { } given ? Role(given) : null;
        var updated = await machines.UpdateAsync(arn, known => known with
        {
            Definition = definition ?? known.Definition,
            Role = role ?? known.Role,
            Logging = fields.Structure("loggingConfiguration") ?? known.Logging,
            Tracing = fields.Structure("tracingConfiguration") ?? known.Tracing,
        }).ConfigureAwait(false);
        var answer = new JsonObject { ["updateDate"] = Moments.OnWire(updated.Updated) };
        if (updated.RevisionId is { } revision)
        {
            answer["revisionId"] = revision;
        }

        return answer;
    }

    public async Task<JsonObject> DeleteAsync(RequestFields fields)
    {
        await machines.DeleteAsync(Arns.CheckMachine(fields.Required("stateMachineArn", 256))).ConfigureAwait(false);
        return [];
    }

    public Task<JsonObject> DescribeAsync(RequestFields fields)
    {
        var arn = Arns.CheckMachine(fields.Required("stateMachineArn", 256));
        var machine = queries.Machine(arn) ?? throw Refusals.NoMachine(arn);
        var shown = MachineView.Describe(machine, MachineView.MetadataOnlyAsked(fields));
        shown["status"] = machine.Deleting ? "DELETING" : "ACTIVE";
        shown["type"] = "STANDARD";
        shown["creationDate"] = Moments.OnWire(machine.Created);
        return Task.FromResult(shown);
    }

    public Task<JsonObject> DescribeForExecutionAsync(RequestFields fields)
    {
        var arn = Arns.CheckExecution(fields.Required("executionArn", 256));
        var execution = queries.Execution(arn) ?? throw Refusals.NoExecution(arn);
        var machine = queries.MachineOf(execution) ?? throw Refusals.NoExecution(arn);
        var shown = MachineView.Describe(machine, MachineView.MetadataOnlyAsked(fields));
        shown["updateDate"] = Moments.OnWire(machine.Updated);
        return Task.FromResult(shown);
    }

    public Task<JsonObject> ListAsync(RequestFields fields)
    {
        var size = Page.Size(fields);
        var after = PageToken.Read(Listing, fields.Optional("nextToken", 1, 1024)) ?? "";
        var rows = queries.Machines(after, size + 1);
        return Task.FromResult(Page.Of("stateMachines", rows, size, MachineView.ListItem, Listing, machine => machine.Name));
    }

    private static string Definition(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > Quotas.DefinitionBytes)
        {
            throw Refusals.InvalidDefinition($"SCHEMA_VALIDATION_FAILED: The definition is larger than {Quotas.DefinitionBytes} bytes at /");
        }

        return DefinitionParser.Parse(text, out var problems) is null ? throw Refusals.InvalidDefinition(problems) : text;
    }

    private static string Role(string arn) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) ? arn : throw Refusals.InvalidArn($"Invalid Role Arn: {arn}");

    private static void RefuseVersions(RequestFields fields)
    {
        if (fields.Flag("publish") == true || fields.Has("versionDescription"))
        {
            throw Refusals.NotSupported("Publishing versions");
        }
    }
}
