using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The API operations on state machines.</summary>
internal sealed class StateMachineOperations(StateMachines machines, Queries queries, StatesServerOptions options)
{
    private const string ListingName = "machines";
    private const int MaxDiagnostics = 100;
    private static readonly string[] Types = ["STANDARD", "EXPRESS"];
    private static readonly string[] Severities = [Diagnostic.Error, Diagnostic.Warning];

    public async Task<JsonObject> CreateAsync(RequestFields fields)
    {
        var name = ResourceName.Validate(fields.Required("name"));
        var definition = ValidateDefinition(fields.Required("definition"));
        var role = ValidateRole(fields.Required("roleArn", 256));
        if (fields.OneOf("type", Types) is { } type and not "STANDARD")
        {
            throw ApiErrors.MachineType(type);
        }

        RejectUnsupported(fields);
        var requested = new StateMachineRow(
            Arns.ForStateMachine(options, name), name, 0, default, Deleting: false,
            fields.Structure("loggingConfiguration"), fields.Structure("tracingConfiguration"), definition, role, null, default,
            Tags.Merge(null, Tags.Read(fields.List("tags") ?? []), Arns.ForStateMachine(options, name)));
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

        RejectUnsupported(fields);
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

    /// <summary>No version can be published here, so that there are none. Terraform asks whenever it reads a state machine.</summary>
    public Task<JsonObject> ListVersionsAsync(RequestFields fields)
    {
        var arn = Arns.ValidateStateMachine(fields.Required("stateMachineArn", 256));
        _ = queries.FindStateMachine(arn) ?? throw ApiErrors.NoMachine(arn);
        return Task.FromResult(new JsonObject { ["stateMachineVersions"] = new JsonArray() });
    }

    /// <summary>A state or field that this engine cannot run is an error here too.</summary>
    public static Task<JsonObject> ValidateAsync(RequestFields fields)
    {
        var definition = fields.Optional("definition") ?? fields.Required("definition");
        var isExpress = fields.OneOf("type", Types) == "EXPRESS";
        var withWarnings = fields.OneOf("severity", Severities) == Diagnostic.Warning;
        var size = fields.Integer("maxResults", MaxDiagnostics) is > 0 and { } requested ? requested : MaxDiagnostics;
        var found = DefinitionParser.Diagnose(definition, isExpress).Where(diagnostic => withWarnings || diagnostic.IsError).ToList();
        return Task.FromResult(new JsonObject
        {
            ["result"] = found.Exists(diagnostic => diagnostic.IsError) ? "FAIL" : "OK",
            ["diagnostics"] = new JsonArray([.. found.Take(size).Select(StateMachineJson.Diagnostic)]),
            ["truncated"] = found.Count > size,
        });
    }

    private static string ValidateDefinition(string text) =>
        DefinitionParser.Parse(text, out var problems) is null ? throw ApiErrors.InvalidDefinition(problems) : text;

    private static string ValidateRole(string arn) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) ? arn : throw ApiErrors.InvalidArn($"Invalid Role Arn: {arn}");

    private static void RejectUnsupported(RequestFields fields)
    {
        if (fields.Structure("encryptionConfiguration") is { } encryption
            && new RequestFields((JsonObject)JsonText.Parse(encryption)!).Optional("type") is not (null or "AWS_OWNED_KEY"))
        {
            throw ApiErrors.NotSupported("A key of one's own");
        }

        if (fields.Boolean("publish") == true || fields.Has("versionDescription"))
        {
            throw ApiErrors.NotSupported("Publishing versions");
        }
    }
}
