using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>The door somebody came by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestSource>))]
public enum RequestSource
{
    /// <summary>An HTTP client or a chat plugin, with an API key.</summary>
    [JsonStringEnumMemberName("api")]
    Api,

    [JsonStringEnumMemberName("console")]
    Console,

    [JsonStringEnumMemberName("slack")]
    Slack,

    [JsonStringEnumMemberName("teams")]
    Teams,

    [JsonStringEnumMemberName("mcp")]
    Mcp,

    /// <summary>A chat model that acts for the person who talks to it: looks and proposes, never decides.</summary>
    [JsonStringEnumMemberName("model")]
    Model,

    /// <summary>A step of the state machine.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,

    /// <summary>The repair that runs every minute.</summary>
    [JsonStringEnumMemberName("sweep")]
    Reconciler,
}
