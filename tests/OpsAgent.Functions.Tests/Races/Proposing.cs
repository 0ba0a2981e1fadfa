using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Races;

/// <summary>The requests of a race, each as the event that API Gateway makes of it.</summary>
internal static class Proposing
{
    public static JsonObject Reboot(UserId by, string? key = null)
    {
        var parameters = new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." };
        var sent = Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, by));
        return key is null ? sent : sent.With("Idempotency-Key", key);
    }

    /// <param name="verb">approve, deny or withdraw.</param>
    /// <param name="reference">The approval token, or the proposal id and its plan hash.</param>
    public static JsonObject Decision(string verb, UserId by, JsonObject reference)
    {
        var parameters = reference.DeepClone();
        if (verb != "approve")
        {
            parameters["reason"] = "Not during the release.";
        }

        return Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters, by));
    }
}
