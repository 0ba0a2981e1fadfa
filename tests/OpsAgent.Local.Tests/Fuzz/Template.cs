using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>A valid request, to be spoilt.</summary>
/// <param name="Query">Without the question mark; of a GET.</param>
/// <param name="Body">Of a POST.</param>
internal sealed record Template(string Method, string Path, string? User, string Query, JsonObject? Body)
{
    public static Template Of(Dice random, FuzzTarget target)
    {
        var route = Hostile.Pick(random, target.Routes);
        var user = Hostile.Pick(random, [LocalUsers.Engineer, LocalUsers.Engineer, LocalUsers.Lead, LocalUsers.Viewer, LocalUsers.Admin, "stranger@example.com", "no-address"]);
        var path = route.Path.Replace("{proposal_id}", random.Next(2) == 0 ? target.ProposalId : "01m84hs4k95t2jknnswf5dggbc", StringComparison.Ordinal);
        return route.Method is not "POST"
            ? new Template("GET", path, user, QueryOf(random, path), null)
            : new Template("POST", path, null, string.Empty, BodyOf(random, path, user, target));
    }

    private static string QueryOf(Dice random, string path) => path[(path.LastIndexOf('/') + 1)..] switch
    {
        "get_ec2_status" => random.Next(2) == 0 ? $"instance_id={Kit.Instances.Healthy}&time_window=1h" : "tag_key=Role&tag_value=web",
        "get_cloudwatch_metrics" => random.Next(2) == 0 ? $"resource={Kit.Instances.Healthy}&metric=CPUUtilization&time_window=3h" : "alarm_name=production-web-5xx",
        "describe_alb_target_health" => "alb_name=production-web",
        "search_cloudtrail_events" => "event_name=RebootInstances&max_results=5",
        "get_overview" => "cluster=production&service=web",
        _ => string.Empty,
    };

    private static JsonObject BodyOf(Dice random, string path, string user, FuzzTarget target) => path[(path.LastIndexOf('/') + 1)..] switch
    {
        "diagnostic" => Envelope("get_ec2_status", new() { ["instance_id"] = Kit.Instances.Healthy, ["time_window"] = "15m" }, user),
        "propose" => Envelope("propose_action", Reboot(random, action: true), user),
        // Its requester never counts as an approver, so the real token reaches the decision and no further.
        "approve" => random.Next(2) == 0
            ? Envelope("approve_action", new() { ["approval_token"] = target.Token }, LocalUsers.Lead)
            : Envelope("approve_action", new() { ["proposal_id"] = target.ProposalId, ["plan_hash"] = "0123abcd" }, user),
        "deny" => Envelope("deny_action", new() { ["approval_token"] = "approve-0123456789ABCDEFGHIJKLMNOPQRSTUV", ["reason"] = "Not during the release." }, user),
        "withdraw" => Envelope("withdraw_action", new() { ["proposal_id"] = target.ProposalId, ["plan_hash"] = "0123abcd", ["reason"] = "It recovered." }, user),
        "propose_again" => Flat(new() { ["proposal_id"] = target.ProposalId }, user),
        "mcp" => Flat(new() { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "initialize", ["params"] = new JsonObject { ["protocolVersion"] = "2025-11-25" } }, user),
        "workflow" => Envelope("create_incident_record", Incident(), user),
        "create_incident_record" => Flat(Incident(), user),
        "post_summary_to_channel" => Flat(new() { ["channel"] = "ops", ["text"] = "web is healthy again.\nSince 03:10." }, user),
        "scale_ecs_service" => Flat(new() { ["cluster"] = "production", ["service"] = "web", ["desired_count"] = 6, ["reason"] = "Load rises since 08:50." }, user),
        "rollback_ecs_service" => Flat(new() { ["cluster"] = "production", ["service"] = "web", ["task_definition"] = "41", ["reason"] = "Errors since 16:33." }, user),
        _ => Flat(Reboot(random, action: false), user),
    };

    private static JsonObject Reboot(Dice random, bool action)
    {
        var parameters = new JsonObject
        {
            ["instance_id"] = Hostile.Pick(random, [Kit.Instances.Impaired, Kit.Instances.Untagged, Kit.Instances.Absent, Kit.Instances.Stopped]),
            ["reason"] = "The application hangs since 08:50.",
        };
        if (action)
        {
            parameters["action"] = "reboot_ec2";
        }

        return parameters;
    }

    private static JsonObject Incident() => new() { ["summary"] = "web answered 5xx from 02:40 to 03:10", ["severity"] = "high", ["links"] = "https://status.example.com/42" };

    private static JsonObject Envelope(string operation, JsonObject parameters, string user) => new()
    {
        ["operation"] = operation,
        ["parameters"] = parameters,
        ["user_context"] = new JsonObject { ["user_id"] = user },
    };

    private static JsonObject Flat(JsonObject parameters, string user)
    {
        parameters["user_id"] = user;
        return parameters;
    }
}
