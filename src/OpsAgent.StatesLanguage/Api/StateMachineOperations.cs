using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The API operations on state machines.</summary>
internal sealed class StateMachineOperations(StateMachines machines, Queries queries, StatesServerOptions options)
{
    private const string ListingName = "machines";
    private static readonly string[] Types = ["STANDARD", "EXPRESS"];

    public async Task<JsonObject> CreateAsync(RequestFields fields)
    {
        var name = ResourceName.Validate(fields.Required("name"));
        var definition = ValidateDefinition(fields.Required("definition"));
        var role = ValidateRole(fields.Required("roleArn", 256));
        if (fields.OneOf("type", Types) is { } type and not "STANDARD")
        {
            throw ApiErrors.MachineType(type);
        }

        RejectVersions(fields);
        var requested = new StateMachineRow(
            Arns.ForStateMachine(options, name), name, 0, default, Deleting: false,
            fields.Structure("loggingConfiguration"), fields.Structure("tracingConfiguration"), definition, role, null, default);
        var machine = await machines.CreateAsync(requested).ConfigureAwait(false);
        return new JsonObject { ["stateMachineArn"] = machine.Arn, ["creationDate"] = TimestampJson.WriteEpochSeconds(machine.Created) };
    }

    public async Task<JsonObject> UpdateAsync(RequestFields fields)
    {
        var arn = Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256));
        string[] changeable = ["definition", "roleArn", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"];
        if (!changeable.Any(fields.Has))
        {
            throw ApiErrors.NothingToUpdate();
        }

        RejectVersions(fields);
        var definition = fields.Optional("definition", 1) is { } text ? ValidateDefinition(text) : null;
        var role = fields.Optional("roleArn", 1, 256) is { } roleArn ? ValidateRole(roleArn) : null;
        var updated = await machines.UpdateAsync(arn, existing => existing with
        {
            Definition = definition ?? existing.Definition,
            Role = role ?? existing.Role,
            Logging = fields.Structure("loggingConfiguration") ?? existing.Logging,
            Tracing = fields.Structure("tracingConfiguration") ?? existing.Tracing,
        }).ConfigureAwait(false);
        var answer = new JsonObject { ["updateDate"] = TimestampJson.WriteEpochSeconds(updated.Updated) };
        if (updated.RevisionId is { } revision)
        {
            answer["revisionId"] = revision;
        }

        return answer;
    }

    public async Task<JsonObject> DeleteAsync(RequestFields fields)
    {
        await machines.DeleteAsync(Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256))).ConfigureAwait(false);
        return [];
    }

    public Task<JsonObject> DescribeAsync(RequestFields fields)
    {
        var arn = Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256));
        var machine = queries.FindStateMachine(arn) ?? throw ApiErrors.NoMachine(arn);
        var json = StateMachineJson.Describe(machine, StateMachineJson.IsMetadataOnly(fields));
        json["status"] = machine.Deleting ? "DELETING" : "ACTIVE";
        json["type"] = "STANDARD";
        json["creationDate"] = TimestampJson.WriteEpochSeconds(machine.Created);
        return Task.FromResult(json);
    }

    public Task<JsonObject> DescribeForExecutionAsync(RequestFields fields)
    {
        var arn = Arns.ValidateExecution(fields.Required("executionArn", 256));
        var execution = queries.FindExecution(arn) ?? throw ApiErrors.NoExecution(arn);
        var machine = queries.FindStateMachineFor(execution) ?? throw ApiErrors.NoExecution(arn);
        var json = StateMachineJson.Describe(machine, StateMachineJson.IsMetadataOnly(fields));
        json["updateDate"] = TimestampJson.WriteEpochSeconds(machine.Updated);
        return Task.FromResult(json);
    }

    public Task<JsonObject> ListAsync(RequestFields fields)
    {
        var size = Page.Size(fields);
        var after = PageToken.Decode(ListingName, fields.Optional("nextToken", 1, 1024)) ?? "";
        var rows = queries.ListStateMachines(after, size + 1);
        return Task.FromResult(Page.Create("stateMachines", rows, size, StateMachineJson.ListItem, ListingName, machine => machine.Name));
    }

    private static string ValidateDefinition(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > Quotas.MaxDefinitionBytes)
        {
            throw ApiErrors.InvalidDefinition($"SCHEMA_VALIDATION_FAILED: The definition is larger than {Quotas.MaxDefinitionBytes} bytes at /");
        }

        return DefinitionParser.Parse(text, out var problems) is null ? throw ApiErrors.InvalidDefinition(problems) : text;
    }

    private static string ValidateRole(string arn) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) ? arn : throw ApiErrors.InvalidArn($"Invalid Role Arn: {arn}");

    private static void RejectVersions(RequestFields fields)
    {
        if (fields.Boolean("publish") == true || fields.Has("versionDescription"))
        {
            throw ApiErrors.NotSupported("Publishing versions");
        }
    }
}
