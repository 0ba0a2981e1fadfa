using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The API operations on the tags of state machines, the only resources here that have any.</summary>
internal sealed class TagOperations(StateMachines machines, Queries queries)
{
    public async Task<JsonObject> TagAsync(RequestFields fields)
    {
        var arn = Arn(fields);
        var added = Tags.Read(fields.RequiredList("tags"));
        await machines.TagAsync(arn, existing => Tags.Merge(existing, added, arn)).ConfigureAwait(false);
        return [];
    }

    public async Task<JsonObject> UntagAsync(RequestFields fields)
    {
        var arn = Arn(fields);
        var removed = Tags.ReadKeys(fields.RequiredList("tagKeys"));
        await machines.TagAsync(arn, existing => Tags.Remove(existing, removed)).ConfigureAwait(false);
        return [];
    }

    public Task<JsonObject> ListAsync(RequestFields fields)
    {
        var arn = Arn(fields);
        var machine = queries.FindStateMachine(arn) ?? throw ApiErrors.NoResource(arn);
        return Task.FromResult(new JsonObject { ["tags"] = Tags.ToList(machine.Tags) });
    }

    private static string Arn(RequestFields fields) => Arns.ValidateStateMachine(fields.Required("resourceArn", 256));
}
